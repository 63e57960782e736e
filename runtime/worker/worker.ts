import { hostname } from 'node:os'
import type { Logger } from '../api/context.ts'
import { ConnectError } from '../api/errors.ts'
import type { PartitionOffset } from '../api/source.ts'
import { OffsetFile } from '../commit/offset-file.ts'
import type { ConnectorConfig, ConnectorConfigs } from '../config/connector-configs.ts'
import type { ResolvedWorker } from '../config/resolved-config.ts'
import { Threads } from '../task/threads.ts'
import { loggerTo, type WriteLog } from '../telemetry/log-record.ts'
import type { Secrets } from '../telemetry/redact.ts'
import { noStartups } from '../telemetry/startups.ts'
import type { ConnectorStatus } from '../telemetry/status-line.ts'
import type { WorkerFigures } from '../telemetry/worker-metrics.ts'
import { ConfigChanges } from './config-changes.ts'
import { ConnectorSet } from './connector-set.ts'
import { alterOffsets, listOffsets, type OffsetsContext, resetOffsets } from './offsets.ts'
import { overviewOf } from './overview.ts'
import { infoOf, statusOf } from './show.ts'
import type { ConnectorInfo, ConnectorStanding, GivenConfig, InitialState, RestartOptions, TaskId } from './views.ts'

export interface WorkerParts {
  readonly settings: ResolvedWorker
  /** Checks configurations that come while it runs. */
  readonly configs: ConnectorConfigs
  readonly write: WriteLog
  /** Hides secrets; is told those of configurations that come. */
  readonly secrets: Secrets
}

/**
 * The connectors of this process and what can be done with them while they run. What it refuses it refuses with a ConnectError:
 * CONNECTOR_UNKNOWN or TASK_UNKNOWN (no such thing), CONNECTOR_EXISTS (on create), CONFIG_INVALID (a line of the message for each
 * problem), CONNECTOR_STATE (not in this state), OFFSETS_REFUSED (not these offsets, or not now).
 */
export class Worker {
  /** Shown as `worker_id`: where its REST interface is reached, once it is. */
  id = `${hostname()}:${process.pid}`
  readonly #threads: Threads
  readonly #connectors: ConnectorSet
  readonly #changes: ConfigChanges
  readonly #secrets: Secrets
  readonly #log: Logger
  readonly #bufferMemory: number
  readonly #offsetFile: OffsetFile | undefined
  readonly #startups = noStartups()
  readonly #failure = new AbortController()
  readonly #blockage = new AbortController()
  readonly #life = new AbortController()

  constructor({ settings, configs, write, secrets }: WorkerParts) {
    const log = loggerTo(write)
    this.#threads = new Threads(settings, write, () => this.#blockage.abort())
    const failed = () => this.#failure.abort()
    this.#offsetFile = settings.offsetFile === undefined ? undefined : new OffsetFile(settings.offsetFile)
    this.#connectors = new ConnectorSet({
      threads: this.#threads,
      log,
      offsetFile: this.#offsetFile,
      startups: this.#startups,
      failed,
    })
    this.#changes = new ConfigChanges({ connectors: this.#connectors, configs, secrets, log })
    this.#secrets = secrets
    this.#log = log
    this.#bufferMemory = settings.bufferMemory
  }

  /** Aborts when a connector or a task has failed and is not started again by itself. */
  get failed(): AbortSignal {
    return this.#failure.signal
  }

  /** Aborts when a thread cannot be ended, which only the end of the process does. The log says why. */
  get blocked(): AbortSignal {
    return this.#blockage.signal
  }

  /** Names, in the order in which they came. */
  connectors(): readonly string[] {
    return [...this.#connectors.present.keys()]
  }

  info(name: string): ConnectorInfo {
    return infoOf(this.#connectors.find(name), this.#secrets)
  }

  status(name: string): ConnectorStanding {
    const connector = this.#connectors.find(name, `No status found for connector ${name}`)
    return statusOf(connector, { workerId: this.id, secrets: this.#secrets })
  }

  /** The configuration of each task: they are all the same, with `[hidden]` for secrets as in `info`. */
  taskConfigs(name: string): readonly { readonly id: TaskId; readonly config: GivenConfig }[] {
    const { config, tasks } = this.info(name)
    return tasks.map(id => ({ id, config }))
  }

  /** Takes the connectors that the process starts with. That their sources can be reached is known: see checkSources. */
  start(configs: readonly ConnectorConfig[]): void {
    for (const config of configs) this.#connectors.add(config, { reached: true })
  }

  /** Resolves when the configuration is accepted; whether it can start shows in its status. */
  create(name: string, config: GivenConfig, initialState: InitialState = 'RUNNING'): Promise<void> {
    return this.#changes.create(name, config, initialState)
  }

  /**
   * Creates it, or gives it another configuration, with which it is restarted unless it is stopped. A value that is what `info` shows
   * of a secret, such as `[hidden]`, keeps the present one.
   */
  configure(name: string, config: GivenConfig): Promise<'created' | 'replaced'> {
    return this.#changes.configure(name, config)
  }

  /** Changes some keys; null removes one. `[hidden]` is taken as in `configure`. */
  patch(name: string, changes: Readonly<Record<string, string | null>>): Promise<void> {
    return this.#changes.patch(name, changes)
  }

  /** Gives it the configuration that its file has now. */
  reread(name: string, file: string): Promise<void> {
    return this.#changes.reread(name, file)
  }

  /** Resolves when its tasks have ended. Its offsets stay where they are. */
  remove(name: string): Promise<void> {
    return this.#connectors.remove(name)
  }

  /** It stays a member of its group and reads nothing more; what is in flight is stored and committed. */
  pause(name: string): void {
    this.#connectors.find(name, `Unknown connector ${name}`).do('pause')
  }

  /** Goes on, or starts what was stopped. */
  resume(name: string): void {
    this.#connectors.find(name, `Unknown connector ${name}`).do('resume')
  }

  /** Ends its tasks and keeps its configuration. Resolves when the tasks have ended. */
  async stop(name: string): Promise<void> {
    const connector = this.#connectors.find(name, `Unknown connector ${name}`)
    connector.do('stop')
    await connector.ended
  }

  /**
   * Resolves when what is to be restarted has begun to: the status shows RESTARTING. All of it takes its configuration anew, with what
   * config providers say now. A connector that has not failed has nothing of its own to restart, only tasks.
   */
  async restart(name: string, { includeTasks, onlyFailed }: RestartOptions): Promise<void> {
    const connector = this.#connectors.find(name, `Unknown connector: ${name}`)
    if (connector.state === 'FAILED' || (includeTasks && !onlyFailed)) return this.#changes.renew(name)
    if (!includeTasks) return
    for (const task of connector.tasks) if (task.state === 'FAILED') task.restart()
  }

  restartTask(name: string, index: number): void {
    const task = this.#connectors.find(name).tasks[index]
    if (!task) throw new ConnectError('TASK_UNKNOWN', `Task ${name}-${index} not found`)
    task.restart()
  }

  /** Topics that it has read records of since it was created or they were reset. Empty for one that does not exist. */
  topics(name: string): readonly string[] {
    return this.#connectors.present.get(name)?.topics ?? []
  }

  resetTopics(name: string): void {
    this.#connectors.present.get(name)?.resetTopics()
  }

  /** What is committed. Works while it runs. */
  offsets(name: string): Promise<readonly PartitionOffset[]> {
    return listOffsets(this.#connectors.find(name), this.#context())
  }

  /** Only of a connector that is stopped. An offset of null forgets that partition's. */
  alterOffsets(name: string, offsets: readonly PartitionOffset[]): Promise<void> {
    return alterOffsets(this.#connectors.find(name), offsets, this.#context())
  }

  /** Only of a connector that is stopped. */
  resetOffsets(name: string): Promise<void> {
    return resetOffsets(this.#connectors.find(name), this.#context())
  }

  /** State and counters of each connector, for whoever shows figures. Totals never fall while a connector exists. */
  overview(): readonly ConnectorStatus[] {
    return [...this.#connectors.present.values()].map(overviewOf)
  }

  /** What the metrics tell. */
  figures(): WorkerFigures {
    const present = [...this.#connectors.present.entries()]
    return {
      connectors: present.map(([name, { state }]) => ({ name, state })),
      tasks: present.flatMap(([connector, { tasks }]) =>
        tasks.map(({ index, state, counters, running }) => ({
          connector,
          task: index,
          state,
          counters,
          held: this.#threads.held(running),
        })),
      ),
      bufferMemory: this.#bufferMemory,
      startups: { connector: this.#startups, task: this.#threads.startups },
    }
  }

  /** Ends everything. Resolves with whether all tasks have ended in time. */
  async end(): Promise<boolean> {
    this.#life.abort(new Error('the worker is stopping'))
    const inTime = await this.#connectors.close()
    await this.#threads.close()
    return inTime
  }

  #context(): OffsetsContext {
    return { log: this.#log, signal: this.#life.signal, file: this.#offsetFile }
  }
}
