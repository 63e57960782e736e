import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type Resolution, resolveConfig } from '../../../runtime/config/resolve-config.ts'
import { Plugins } from '../../../runtime/plugin-loader/plugins.ts'
import { scan, scanBuiltIns } from '../../../runtime/plugin-loader/scan.ts'
import { packageFiles } from '../../fixtures/plugins/index.ts'

/** What differs from a connector that counts to 100 in each of two partitions and writes all of it down. */
export interface Counting {
  readonly tasks?: number
  /** Keys of the counting source and of the sink that keeps the journal. */
  readonly source?: Keys
  readonly sink?: Keys
  /** Other keys of the connector's and of the worker's file. */
  readonly connector?: Keys
  readonly worker?: Keys
}

type Keys = Readonly<Record<string, string | number>>

export interface CountingFiles {
  readonly folder: string
  readonly workerFile: string
  readonly connectorFile: string
  /** The journal that its source and its sink write. */
  readonly lines: () => string[]
  /** To be called when nothing writes the journal any more. */
  readonly remove: () => void
}

const worker = {
  'bootstrap.servers': 'nowhere:9092',
  'key.converter': 'bytes',
  'value.converter': 'bytes',
  'worker.threads': 1,
  listeners: '',
}

/** A worker file and a connector file in a new folder. */
export function counting(differs: Counting): CountingFiles {
  const folder = mkdtempSync(join(tmpdir(), 'psconnect-'))
  const journal = join(folder, 'journal')
  const workerFile = join(folder, 'worker.properties')
  const connectorFile = join(folder, 'counter.properties')
  writeFileSync(workerFile, properties({ ...worker, ...differs.worker }))
  writeFileSync(connectorFile, properties({ name: 'counter', ...countingKeys(journal, differs) }))
  return {
    folder,
    workerFile,
    connectorFile,
    lines: () => readFileSync(journal, { encoding: 'utf8', flag: 'a+' }).trim().split('\n'),
    remove: () => rmSync(folder, { recursive: true }),
  }
}

/** A connector that counts, and the journal that it and its sink write. */
export function countingKeys(journal: string, differs: Counting = {}): Record<string, string> {
  const source = Object.entries({ journal, ...differs.source }).map(([key, value]) => [`source.${key}`, value])
  const keys = {
    'connector.class': 'runtime-journal',
    'source.class': 'runtime-counting',
    'tasks.max': differs.tasks ?? 1,
    journal,
    ...Object.fromEntries(source),
    ...differs.sink,
    ...differs.connector,
  }
  return Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, String(value)]))
}

export const properties = (keys: Keys): string =>
  Object.entries(keys)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('')

export const pluginsOfTests = new Plugins([...scanBuiltIns(), ...scan(packageFiles('{runtime,bad}-*'))])

/** The files as the command reads them, with plugins that only tests know. */
export async function resolveFiles(
  workerFile: string,
  connectorFiles: readonly string[],
): Promise<Extract<Resolution, { ok: true }>> {
  const resolution = await resolveConfig({ workerFile, connectorFiles, env: {}, plugins: pluginsOfTests })
  if (!resolution.ok) throw resolution.error
  return resolution
}

/** Waits until it is so; the test's own time limit ends the wait. */
export async function until(context: TestContext, condition: () => boolean): Promise<void> {
  for (; !condition(); context.signal.throwIfAborted()) await new Promise(resolve => setTimeout(resolve, 5))
}
