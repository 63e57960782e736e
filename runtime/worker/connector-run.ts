import type { Logger } from '../api/context.ts'
import type { OffsetFile } from '../commit/offset-file.ts'
import type { ResolvedConnector } from '../config/resolved-config.ts'
import type { AssignedTask } from '../task/assigned-task.ts'
import { closeLimitMs } from '../task/end-pipeline.ts'
import { KeptOffsets, type OffsetRequest } from '../task/kept-offsets.ts'
import { SharedService } from '../task/shared-service.ts'
import type { Threads } from '../task/threads.ts'
import { sumCounters, type TaskCounters } from '../telemetry/metrics.ts'
import { ConnectorTask } from './connector-task.ts'

export interface RunHost {
  readonly threads: Threads
  readonly log: Logger
  /** Where the offsets are kept of sources without a store of their own. */
  readonly offsetFile: OffsetFile | undefined
  readonly paused: boolean
  readonly failed: () => void
  readonly readFrom: (topics: readonly string[]) => void
}

/** A connector's tasks from their start to their end, with one configuration and one service of its sink. */
export class ConnectorRun {
  readonly tasks: readonly ConnectorTask[]
  readonly #connector: ResolvedConnector
  readonly #host: RunHost
  readonly #service: SharedService
  readonly #offsets: KeptOffsets
  #paused: boolean
  #ended: Promise<boolean> | undefined

  constructor(connector: ResolvedConnector, host: RunHost) {
    this.#connector = connector
    this.#host = host
    this.#service = new SharedService(connector, host.log)
    this.#offsets = new KeptOffsets(host.offsetFile, connector.name)
    this.#paused = host.paused
    const indexes = Array.from({ length: connector.tasksMax }, (_, index) => index)
    const home = {
      log: host.log,
      restartMax: connector.taskRestartMax,
      assign: (index: number) => this.#assignOne(index),
      stop: (task: AssignedTask) => host.threads.stop(task),
      failed: host.failed,
    }
    this.tasks = this.#assign(indexes).map(task => new ConnectorTask(task, home))
  }

  get counters(): TaskCounters {
    return sumCounters(this.tasks.map(({ counters }) => counters))
  }

  pause(): void {
    this.#paused = true
    for (const { running } of this.tasks) this.#host.threads.pause(running)
  }

  resume(): void {
    this.#paused = false
    for (const { running } of this.tasks) this.#host.threads.resume(running)
  }

  /** Idempotent. Resolves, when nothing of it is left or waited for, with whether all tasks have ended in time. */
  end(): Promise<boolean> {
    this.#ended ??= this.#end()
    return this.#ended
  }

  async #end(): Promise<boolean> {
    const inTime = await Promise.all(this.tasks.map(task => task.stop()))
    this.#offsets.close()
    await this.#service.close(AbortSignal.timeout(closeLimitMs))
    return !inTime.includes(false)
  }

  #assignOne(index: number): AssignedTask {
    const [task] = this.#assign([index])
    if (!task) throw new Error('one task was asked for and none was given')
    return task
  }

  #assign(indexes: readonly number[]): readonly AssignedTask[] {
    return this.#host.threads.assign({
      connector: this.#connector,
      indexes,
      paused: this.#paused,
      services: {
        sink: (request, signal) => this.#service.call(request, signal),
        offsets: request => this.#offsets.call(request as OffsetRequest),
      },
      changed: task => this.tasks[task.plan.index]?.changed(task),
      displaced: task => this.tasks[task.plan.index]?.displaced(task),
      readFrom: this.#host.readFrom,
    })
  }
}
