import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { ErrorHandling, ResolvedConfig, ResolvedWorker } from '../../../runtime/config/resolved-config.ts'

/** What differs from a connector that counts to 100 in each of two partitions and writes all of it down. */
export interface Counting {
  readonly tasks?: number
  readonly tolerance?: 'none' | 'all'
  readonly errors?: Partial<ErrorHandling>
  readonly source?: object
  readonly sink?: object
  readonly worker?: Partial<ResolvedWorker>
  readonly secrets?: readonly string[]
}

const plugin = (name: string) => new URL(`../../fixtures/plugins/${name}/index.ts`, import.meta.url).href
const bytes = {
  kind: 'converter',
  name: 'bytes',
  module: import.meta.resolve('@psconnect/converter-bytes'),
  config: {},
} as const
const worker = {
  offsetFlushIntervalMs: 60_000,
  shutdownTimeoutMs: 5_000,
  bufferMemory: 2 ** 26,
  threads: 1,
  taskRestartMax: 0,
}
const errors = { retryTimeoutMs: 0, retryDelayMaxMs: 60_000, log: false, logRecord: false } as const
const source = { partitions: 2, records: 100, batch: 10, bytes: 100, failCommits: 0 }
const sink = { delayMs: 0, misbehave: 'none', task: 0, at: 0, attemptTimeoutMs: 100 }

export interface CountingWorker {
  readonly config: ResolvedConfig
  /** The journal that its source and its sink write. */
  readonly lines: () => string[]
  /** To be called when nothing writes the journal any more. */
  readonly remove: () => void
}

export function counting(differs: Counting): CountingWorker {
  const folder = mkdtempSync(join(tmpdir(), 'psconnect-'))
  const journal = join(folder, 'journal')
  const connector = {
    name: 'counter',
    tasksMax: differs.tasks ?? 1,
    errors: { ...errors, tolerance: differs.tolerance ?? 'none', ...differs.errors },
    taskRestartMax: 0,
    keyConverter: bytes,
    valueConverter: bytes,
    headerConverter: bytes,
    transforms: [],
    source: {
      kind: 'source',
      name: 'runtime-counting',
      module: plugin('runtime-counting-source'),
      config: { ...source, journal, ...differs.source },
    },
    sink: {
      kind: 'sink',
      name: 'runtime-journal',
      module: plugin('runtime-journal-sink'),
      config: { ...sink, journal, ...differs.sink },
    },
  } as const
  return {
    config: { worker: { ...worker, ...differs.worker }, connectors: [connector], secrets: differs.secrets ?? [] },
    lines: () => readFileSync(journal, { encoding: 'utf8', flag: 'a+' }).trim().split('\n'),
    remove: () => rmSync(folder, { recursive: true }),
  }
}

/** Waits until it is so; the test's own time limit ends the wait. */
export async function until(context: TestContext, condition: () => boolean): Promise<void> {
  for (; !condition(); context.signal.throwIfAborted()) await new Promise(resolve => setTimeout(resolve, 5))
}
