import { type FileHandle, mkdir, open, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { ConnectError, type TaskIdentity } from 'psconnect/plugin'
import { finishLeftovers, syncFolder } from './leftovers.ts'
import { openName } from './names.ts'

interface Settings {
  readonly directory: string
  readonly task: TaskIdentity
  readonly maxBytes: number
  readonly maxMs: number
}

interface OpenFile {
  readonly handle: FileHandle
  /** While it is written to; without `.part` when it is complete. */
  readonly path: string
  readonly timer: NodeJS.Timeout
  bytes: number
}

/**
 * The files of one task, one after another. A file is `NAME.ndjson.part` until it is complete and `NAME.ndjson` from then on, so whoever
 * reads the latter never sees half a line.
 */
export class RotatingFiles {
  readonly #settings: Settings
  #next: number
  #file: OpenFile | undefined
  #last: Promise<void> = Promise.resolve()
  #waiting: Uint8Array[] = []
  #written: Promise<void> | undefined
  #closed = false

  /** Completes first what an earlier run of the task has left behind. */
  static async open(settings: Settings): Promise<RotatingFiles> {
    try {
      await mkdir(settings.directory, { recursive: true })
      return new RotatingFiles(settings, await finishLeftovers(settings.directory, settings.task))
    } catch (error) {
      throw failed(settings, error)
    }
  }

  private constructor(settings: Settings, next: number) {
    this.#settings = settings
    this.#next = next
  }

  /** Resolves when these bytes are on the disk. What comes while others are written goes there together, with one fsync. */
  append(bytes: Uint8Array): Promise<void> {
    if (this.#closed) return Promise.reject(new Error('nothing can be written any more: the sink is closed'))
    this.#waiting.push(bytes)
    this.#written ??= this.#inTurn(async () => {
      const batch = Buffer.concat(this.#waiting)
      this.#waiting = []
      this.#written = undefined
      if (batch.length > 0) await this.#write(batch)
    })
    return this.#written
  }

  /** Completes the file that is open. Idempotent. */
  close(): Promise<void> {
    this.#closed = true
    return this.#inTurn(() => this.#complete())
  }

  async #write(bytes: Buffer): Promise<void> {
    this.#file ??= await this.#start()
    const file = this.#file
    await file.handle.appendFile(bytes)
    await file.handle.datasync()
    file.bytes += bytes.length
    if (file.bytes >= this.#settings.maxBytes) await this.#complete()
  }

  async #start(): Promise<OpenFile> {
    const { directory, task, maxMs } = this.#settings
    const path = join(directory, openName(task, this.#next++))
    const handle = await open(path, 'ax')
    await syncFolder(directory)
    // A failure here is met again, and told, by whoever writes or closes next.
    const complete = () => void this.#inTurn(() => this.#complete()).catch(() => undefined)
    return { handle, path, timer: setTimeout(complete, maxMs), bytes: 0 }
  }

  async #complete(): Promise<void> {
    const file = this.#file
    if (!file) return
    this.#file = undefined
    clearTimeout(file.timer)
    await file.handle.close()
    if (file.bytes === 0) return unlink(file.path)
    await rename(file.path, file.path.replace(/\.part$/, ''))
    await syncFolder(this.#settings.directory)
  }

  /** After a failure nothing more is written: it is not known where the last line ends, and the next start finds out. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(work).catch(async (error: unknown) => {
      clearTimeout(this.#file?.timer)
      await this.#file?.handle.close().catch(() => undefined)
      this.#file = undefined
      throw failed(this.#settings, error)
    })
    this.#last = turn
    // Whoever waits for it is told; `#last` alone must not bring the process down.
    turn.catch(() => undefined)
    return turn
  }
}

const failed = ({ directory }: Settings, cause: unknown): unknown =>
  ConnectError.is(cause)
    ? cause
    : new ConnectError('SINK_FAILED', `cannot write to the folder ${directory}: ${(cause as Error).message}`, { cause })
