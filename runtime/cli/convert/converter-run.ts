import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CommandFailed } from '../command.ts'
import { commandCodes } from '../exit-codes.ts'
import type { ConvertArguments } from './arguments.ts'
import type { Stamps } from './file-stamp.ts'
import type { Payload } from './payloads.ts'

export interface ToRun {
  readonly asked: ConvertArguments
  readonly payloads: readonly Payload[]
}

/** Whoever waits longer is told that the converter may be at fault. */
const slowMs = 5_000

export type FromRun =
  /** A file of the converter's own is about to be read, and this is its stamp. */
  | { readonly kind: 'imports'; readonly file: string; readonly stamp: string }
  | { readonly kind: 'ended'; readonly code: number }
  /** It cannot run at all. */
  | { readonly kind: 'failed'; readonly message: string }

/**
 * One run of a converter over the payloads, in a process of its own: there it may be changed and read again, loop for ever or end the
 * process, and whoever looks on goes on.
 */
export class ConverterRun {
  /** Of the files that it consists of, as far as they are known. */
  readonly files: Stamps = new Map()
  readonly #child: ChildProcess
  #stopped = false
  /** Resolves with the exit code; rejects with a CommandFailed where the converter cannot run, or has ended its process. */
  readonly ended: Promise<number>

  constructor(order: ToRun) {
    // The same kind of file as this one: TypeScript in a checkout, JavaScript where it was built.
    const entry = new URL(`./run-process${extname(import.meta.url)}`, import.meta.url)
    this.#child = fork(fileURLToPath(entry), { serialization: 'advanced' })
    this.ended = this.#end()
    this.#child.send(order)
  }

  get stopped(): boolean {
    return this.#stopped
  }

  /** At once, whatever it does. */
  stop(): void {
    this.#stopped = true
    this.#child.kill('SIGKILL')
  }

  async #end(): Promise<number> {
    let last: FromRun | undefined
    this.#child.on('message', (message: FromRun) => {
      if (message.kind === 'imports') this.files.set(message.file, message.stamp)
      else last = message
    })
    const slow = setTimeout(() => console.error(tooSlow), slowMs)
    const [code, signal] = (await once(this.#child, 'close')) as [number | null, NodeJS.Signals | null]
    clearTimeout(slow)
    if (last?.kind === 'ended') return last.code
    if (last?.kind === 'failed') throw new CommandFailed(last.message)
    if (code === commandCodes.unread) return code
    throw new CommandFailed(`the converter has ended its process, with ${signal ?? `exit code ${code}`}`)
  }
}

const tooSlow = `still at it after ${slowMs / 1_000} s: create, prepareDecode or decode may wait or loop for ever; Ctrl-C ends it`
