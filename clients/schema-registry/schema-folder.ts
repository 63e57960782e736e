import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ConnectError } from 'psconnect/plugin'
import type { RegisteredSchema } from './registered-schema.ts'
import { registryFailed } from './registry-errors.ts'
import type { RegistryConfig } from './registry-keys.ts'
import type { SchemaRegistry } from './schema-registry.ts'

/** The folder that `file:FOLDER` names in place of a registry. */
export function folderOf({ 'schema.registry.url': [url = ''] }: RegistryConfig): string | undefined {
  if (!url.startsWith('file:')) return undefined
  return url.startsWith('file://') ? decodeURIComponent(new URL(url).pathname) : url.slice('file:'.length)
}

/** A folder that stands in for a registry: `ID.avsc` is the schema of that id, complete. Nothing can be registered in it. */
export class SchemaFolder implements SchemaRegistry {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  async schema(id: number): Promise<RegisteredSchema> {
    const file = join(this.#folder, `${id}.avsc`)
    try {
      return { id, type: 'AVRO', text: await readFile(file, 'utf8'), references: [] }
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
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
