import { createHash } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'psconnect/plugin'
import type { RegisteredSchema } from './registered-schema.ts'
import { writeWhole } from './write-whole.ts'

/** What is in a file: the checksum tells whether the schema is as it was written. */
interface Kept {
  readonly sha256: string
  readonly schema: RegisteredSchema
}

/**
 * Schemas of one registry, a file each: under an id there is always the same one, so nothing is ever removed. Several threads and processes
 * may use a folder at the same time. What goes wrong here is a warning: the registry is asked instead.
 */
export class DiskCache {
  readonly #folder: string

  /** `urls` tell registries apart that share the folder. */
  constructor(folder: string, urls: readonly string[]) {
    const host = new URL(urls[0] ?? '').hostname.replaceAll(/[^\w.-]/g, '')
    this.#folder = join(folder, `${host}-${sha256(urls.toSorted().join()).slice(0, 12)}`)
  }

  async read(id: number, log: Logger): Promise<RegisteredSchema | undefined> {
    const file = this.#file(id)
    try {
      const { sha256: expected, schema } = JSON.parse(await readFile(file, 'utf8')) as Kept
      if (sha256(JSON.stringify(schema)) === expected && schema.id === id) return schema
      log.warn({ file }, `${file} is damaged: the schema registry is asked for schema ${id} again`)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        log.warn({ err: error, file }, `${file} cannot be read: the schema registry is asked for schema ${id} again`)
    }
    return undefined
  }

  async write(schema: RegisteredSchema, log: Logger): Promise<void> {
    try {
      await this.store(schema)
    } catch (error) {
      log.warn(
        { err: error, file: this.#file(schema.id) },
        `schema ${schema.id} could not be kept in schema.cache.dir: ${(error as Error).message}`,
      )
    }
  }

  /** Whoever reads at the same time sees the whole file or none. Rejects where it cannot be written. */
  async store(schema: RegisteredSchema): Promise<void> {
    const kept: Kept = { sha256: sha256(JSON.stringify(schema)), schema }
    await mkdir(this.#folder, { recursive: true })
    await writeWhole(this.#file(schema.id), JSON.stringify(kept))
  }

  #file(id: number): string {
    return join(this.#folder, `${id}.json`)
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
