import { mkdir } from 'node:fs/promises'
import { diskCacheIn, RegistryCatalogue, type RegistryConfig, writeToFolder } from '@psconnect/client-schema-registry'
import { whyUnreadable } from '../../config/why-unreadable.ts'
import { CommandFailed, UsageError } from '../command.ts'
import { commandCodes } from '../exit-codes.ts'
import { readOptions } from '../read-options.ts'
import { readRegistryConfig, registryOptions, registryOptionsUsage } from './registry-options.ts'

export const usage = `usage: psconnect registry sync [--url URL] [OPTION…] DIR

Keeps schemas, with what they refer to, in a folder. A worker can use it in place of the registry (schema.registry.url=file:DIR), or
beside it (schema.cache.dir=DIR, with the same URLs in schema.registry.url). What is there already stays.

${registryOptionsUsage}
  --subject SUBJECT      only of this subject; may be given several times. Without it, of all

example: psconnect registry sync --url https://schemas.example.org --subject alert-packet schemas`

export const options = { ...registryOptions, subject: { type: 'string', multiple: true } } as const

export async function run(args: readonly string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = readOptions({ args: [...args], allowPositionals: true, options })
  const [folder, ...others] = positionals
  if (folder === undefined || others.length > 0) throw new UsageError('one DIR must be given')
  const config = await readRegistryConfig(values)
  const catalogue = new RegistryCatalogue(config, signal)
  const ids = await idsOf(catalogue, values.subject ?? (await catalogue.subjects()))
  const avro = await keepAll(ids, { catalogue, config, folder })
  const rest = ids.length === avro ? '' : `; of other types, for schema.cache.dir alone: ${ids.length - avro}`
  console.log(`Avro schemas in ${folder}: ${avro}${rest}`)
  return commandCodes.done
}

/** In their order, each once: subjects may share a schema. */
async function idsOf(catalogue: RegistryCatalogue, subjects: readonly string[]): Promise<readonly number[]> {
  const ids = new Set<number>()
  for (const subject of subjects) for (const { id } of await catalogue.versions(subject)) ids.add(id)
  return [...ids].toSorted((one, other) => one - other)
}

interface Keeping {
  readonly catalogue: RegistryCatalogue
  readonly config: RegistryConfig
  readonly folder: string
}

/** Resolves with how many of them are Avro: no other is of use in place of a registry. */
async function keepAll(ids: readonly number[], { catalogue, config, folder }: Keeping): Promise<number> {
  const cache = diskCacheIn(folder, config)
  await writing(folder, () => mkdir(folder, { recursive: true }))
  let avro = 0
  for (const [index, id] of ids.entries()) {
    showProgress(index + 1, ids.length)
    const schema = await catalogue.schema(id)
    await writing(folder, () => cache.store(schema))
    if (schema.type !== 'AVRO') continue
    await writing(folder, () => writeToFolder(folder, schema))
    avro++
  }
  return avro
}

/** Where somebody looks on, in one line that is gone at the end. */
function showProgress(count: number, all: number): void {
  if (!process.stderr.isTTY) return
  process.stderr.write(`\r\u001B[Kschema ${count} of ${all}${count === all ? '\r\u001B[K' : ''}`)
}

async function writing(folder: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write()
  } catch (error) {
    throw new CommandFailed(`${folder} cannot be written: ${whyUnreadable(error)}`)
  }
}
