import { open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ConnectError } from '../api/errors.ts'
import type { SourceOffset } from '../api/source.ts'
import { formatOffsets, parseOffsets } from './offset-format.ts'
import type { Offsets } from './offset-tracker.ts'

/** By connector. */
export type OffsetsOfAll = ReadonlyMap<string, Offsets>

/**
 * The offsets of all connectors whose sources have no store of their own, in one file. A change is complete on disk when it resolves; one
 * that fails leaves the file as it was. Rejects with SOURCE_FAILED.
 */
export class OffsetFile {
  readonly #path: string
  #last: Promise<unknown> = Promise.resolve()
  /** As this process knows the file; undefined until it has read it. */
  #text: string | undefined

  constructor(path: string) {
    this.#path = path
  }

  of(connector: string): Promise<Offsets> {
    return this.#inTurn(async () => {
      const all = await this.#read()
      // So that a path that cannot be written to is known before the first record is read.
      if (this.#text === '') await this.#write(all)
      return all.get(connector) ?? new Map()
    })
  }

  /** Takes these for those partitions; null forgets one. */
  change(connector: string, changes: ReadonlyMap<string, SourceOffset | null>): Promise<void> {
    return this.#inTurn(async () => {
      const all = await this.#read()
      const merged = [...(all.get(connector) ?? []), ...changes]
      const kept = new Map(merged.filter((entry): entry is [string, SourceOffset] => entry[1] !== null))
      for (const [partition, offset] of changes) if (offset === null) kept.delete(partition)
      await this.#write(new Map(all).set(connector, kept))
    })
  }

  forget(connector: string): Promise<void> {
    return this.#inTurn(async () => this.#write(new Map(await this.#read()).set(connector, new Map())))
  }

  /** One after another: each goes on from what the one before has written. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work).catch((error: unknown) => {
      throw ConnectError.is(error) ? error : this.#failed((error as Error).message, error)
    })
    this.#last = turn.catch(() => undefined)
    return turn
  }

  /** Another process that writes the same file would undo what this one has, and the other way round. */
  async #read(): Promise<OffsetsOfAll> {
    const text = await readOrEmpty(this.#path)
    if (this.#text !== undefined && text !== this.#text)
      throw this.#failed(
        'something else has written it. Each worker needs a file of its own; a restart of this one reads it anew',
      )
    this.#text = text
    const offsets = parseOffsets(text)
    if (!offsets)
      throw this.#failed(
        "it holds something else than psconnect's offsets, such as those of Kafka Connect: name another file",
      )
    return offsets
  }

  async #write(offsets: OffsetsOfAll): Promise<void> {
    const text = formatOffsets(offsets)
    const beside = `${this.#path}.new`
    await writeThrough(beside, text)
    await rename(beside, this.#path)
    this.#text = text
    await syncFolder(dirname(this.#path))
  }

  #failed(why: string, cause?: unknown): ConnectError {
    return new ConnectError('SOURCE_FAILED', `offset.storage.file.filename: ${this.#path}: ${why}`, { cause })
  }
}

async function readOrEmpty(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

async function writeThrough(path: string, text: string): Promise<void> {
  await using file = await open(path, 'w')
  await file.writeFile(text)
  await file.sync()
}

/** A name that was given to a file is on disk only with its folder. */
async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, 'r')
  await folder.sync()
}
