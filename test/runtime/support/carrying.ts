import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Converter } from '../../../runtime/api/converter.ts'
import type { ConnectError } from '../../../runtime/api/errors.ts'
import type { PluginKind } from '../../../runtime/api/plugin.ts'
import type { ConnectRecord, ConsumerRecord } from '../../../runtime/api/record.ts'
import { OffsetTracker } from '../../../runtime/commit/offset-tracker.ts'
import type { ErrorHandling } from '../../../runtime/config/resolved-config.ts'
import type { Pipeline } from '../../../runtime/pipeline/build.ts'
import { queueContext, sinkContext } from '../../../runtime/task/contexts.ts'
import { DeadLetterQueue } from '../../../runtime/task/dead-letter-queue.ts'
import { RecordErrors } from '../../../runtime/task/record-errors.ts'
import { runTask } from '../../../runtime/task/run-task.ts'
import { type LogRecord, loggerTo } from '../../../runtime/telemetry/log-record.ts'
import { noCounters } from '../../../runtime/telemetry/metrics.ts'
import { TaskMeasures } from '../../../runtime/telemetry/task-measures.ts'
import { nowhere, unwatched } from './unwatched.ts'

export interface Carrying {
  readonly records: readonly ConsumerRecord[]
  readonly parts?: Partial<Pick<Pipeline, 'converters' | 'steps'>>
  readonly errors?: Partial<ErrorHandling>
  /** The records that the sink rejects. */
  readonly rejects?: (record: ConnectRecord) => ConnectError | undefined
  /** Undefined: there is no queue. */
  readonly queue?: { readonly contextHeaders?: boolean; readonly limit?: number }
}

export const untouched: Converter = {
  decode: value => ({ schema: null, value }),
  encode: () => new Uint8Array(),
}

const part = <const K extends PluginKind>(kind: K, name: string) => ({ kind, name, module: '', config: {} })
const bytes = part('converter', 'bytes')
const parts = {
  name: 'counter',
  tasksMax: 3,
  taskRestartMax: 0,
  source: part('source', 'counting'),
  keyConverter: bytes,
  valueConverter: bytes,
  headerConverter: bytes,
  transforms: [{ name: 'route', plugin: part('transform', 'router') }],
  sink: part('sink', 'journal'),
}
const errors = {
  tolerance: 'none',
  retryTimeoutMs: 0,
  retryDelayMaxMs: 60_000,
  log: false,
  logRecord: false,
} as const

/** The data path of one task, with a sink that keeps what it is given and the fixture's queue for dead letters. */
export async function carrying(test: TestContext, wanted: Carrying) {
  const folder = mkdtempSync(join(tmpdir(), 'psconnect-'))
  const letters = join(folder, 'letters')
  const deadLetters = {
    queue: 'lost',
    contextHeaders: wanted.queue?.contextHeaders ?? false,
    sink: {
      kind: 'sink',
      name: 'runtime-letters',
      module: new URL('../../fixtures/plugins/runtime-letters-sink/index.ts', import.meta.url).href,
      config: { letters, limit: wanted.queue?.limit ?? 1_000 },
    },
  } as const
  const connector = {
    ...parts,
    errors: { ...errors, ...wanted.errors, ...(wanted.queue && { deadLetters }) },
  }
  const counters = noCounters()
  const lines: LogRecord[] = []
  const life = new AbortController()
  const common = {
    log: loggerTo(line => lines.push(line)),
    signal: life.signal,
    task: { connector: 'counter', index: 2, count: 3 },
    counters,
    budget: { hold: () => ({ resize() {}, release() {} }) },
    callService: () => Promise.reject(new Error('nobody calls')),
  }
  const stages = unwatched({ counters, signal: life.signal })
  const queue =
    wanted.queue &&
    (await DeadLetterQueue.open({
      deadLetters,
      sender: { connector, task: 2 },
      counters,
      context: queueContext(common),
      stages,
    }))
  const recordErrors = new RecordErrors({ connector, log: common.log, counters, queue })
  const measures = new TaskMeasures()
  const context = sinkContext({ ...common, measures, recordErrors })
  const stored: ConnectRecord[] = []
  const write = async (record: ConnectRecord): Promise<void> => {
    const error = wanted.rejects?.(record)
    if (error) await context.reject(record, error)
    else stored.push(record)
  }
  const offsets = new OffsetTracker()
  offsets.assign(['a/0'])
  const failures: unknown[] = []
  const batch = { partition: 'a/0', records: wanted.records, next: 9n, release() {} }
  const path = {
    place: nowhere(),
    assigned: new Set(['a/0']),
    stages,
    measures,
    pipeline: {
      source: {
        async *read() {
          yield batch
        },
        lag: () => null,
        close: async () => undefined,
      },
      commit: async () => undefined,
      converters: { key: untouched, value: untouched, header: untouched },
      steps: [],
      sink: {
        attemptTimeoutMs: 0,
        write: async (given: readonly ConnectRecord[]) => void (await Promise.all(given.map(write))),
        flush: async () => undefined,
        close: async () => undefined,
      },
      parts: [],
      ...wanted.parts,
    },
    ...common,
    recordErrors,
    errors: connector.errors,
    retrying: (reason: string | null) => {
      counters.converterRetrying = reason
    },
    offsets,
    topics: new Set<string>(),
    keepsNothing: true,
    fail: (error: unknown) => {
      failures.push(error)
      life.abort(error)
    },
  }
  test.after(async () => {
    life.abort(new Error('the test is over'))
    await queue?.close()
    rmSync(folder, { recursive: true })
  })
  return {
    run: () => runTask(path, life.signal),
    abort: () => life.abort(new Error('the task was stopped')),
    counters,
    lines,
    stored,
    failures,
    offsets,
    /** What the queue has taken. */
    letters: (): Letter[] =>
      readFileSync(letters, { encoding: 'utf8', flag: 'a+' })
        .split('\n')
        .filter(line => line.startsWith('{'))
        .map(line => JSON.parse(line) as Letter),
    breakQueue: () => writeFileSync(`${letters}.down`, ''),
    mendQueue: () => rmSync(`${letters}.down`),
  }
}

export interface Letter {
  readonly key: string | null
  readonly value: string | null
  readonly timestamp: string
  readonly headers: readonly (readonly [string, string | null])[]
}

/** Waits until it is so; the test's own time limit ends the wait. */
export async function until(context: TestContext, condition: () => boolean): Promise<void> {
  for (; !condition(); context.signal.throwIfAborted()) await new Promise(resolve => setTimeout(resolve, 5))
}
