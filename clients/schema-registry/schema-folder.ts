import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ConnectError } from 'psconnect/plugin'
import type { RegisteredSchema } from './registered-schema.ts'
import { registryFailed } from './registry-errors.ts'
import type { RegistryConfig } from './registry-keys.ts'
import type { SchemaRegistry } from './schema-registry.ts'
import { writeWhole } from './write-whole.ts'

/** The folder that `file:FOLDER` names in place of a registry. */
export function folderOf({ 'schema.registry.url': [url = ''] }: RegistryConfig): string | undefined {
  if (!url.startsWith('file:')) return undefined
  return url.startsWith('file://') ? decodeURIComponent(new URL(url).pathname) : url.slice('file:'.length)
}

/**
 * A folder that stands in for a registry: `ID.avsc` is the schema of that id. What it refers to, if anything, is in `ID.references.json`, a
 * list of their texts in the order of dependency. Nothing can be registered in it.
 */
export class SchemaFolder implements SchemaRegistry {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  async schema(id: number): Promise<RegisteredSchema> {
    const file = join(this.#folder, `${id}.avsc`)
    try {
      const text = await readFile(file, 'utf8')
      return { id, type: 'AVRO', text, references: await readReferences(this.#folder, id) }
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      if (ConnectError.is(error)) throw error
      if (code !== 'ENOENT') throw registryFailed(`schema ${id} cannot be read: ${message}`, error)
      throw new ConnectError('RECORD_UNREADABLE', `there is no schema ${id}: no file ${file}`)
    }
  }

  async idOf(): Promise<never> {
    throw this.#readOnly()
  }

  async latest(): Promise<never> {
    throw this.#readOnly()
  }

  #readOnly(): ConnectError {
    return new ConnectError(
      'RECORD_UNREADABLE',
      `${this.#folder} is a folder of schemas, in which none is looked up or registered`,
    )
  }
}

const referencesOf = (folder: string, id: number): string => join(folder, `${id}.references.json`)

async function readReferences(folder: string, id: number): Promise<readonly string[]> {
  const file = referencesOf(folder, id)
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '[]'
    throw error
  })
  const references = listIn(text)
  if (references) return references
  throw registryFailed(`${file} must be a list of the texts of schemas, as JSON`)
}

function listIn(text: string): readonly string[] | undefined {
  try {
    const list: unknown = JSON.parse(text)
    return Array.isArray(list) && list.every(item => typeof item === 'string') ? list : undefined
  } catch {
    return undefined
  }
}

/** Puts an Avro schema where a SchemaFolder finds it: first what it refers to. */
export async function writeToFolder(folder: string, { id, text, references }: RegisteredSchema): Promise<void> {
  if (references.length > 0) await writeWhole(referencesOf(folder, id), JSON.stringify(references, null, 2))
  await writeWhole(join(folder, `${id}.avsc`), text)
}
