import type { Logger } from '../api/context.ts'

const quietMs = 5_000

/** Names a skipped record at most every 5 s, with how many others there were since the line before: none goes unsaid. */
export class SkipLog {
  readonly #log: Logger
  #untold = 0
  #last = ''
  /** Runs while nothing is to be said. */
  #quiet: NodeJS.Timeout | undefined

  constructor(log: Logger) {
    this.#log = log
  }

  /** `text` says which record, and why. */
  add(text: string): void {
    this.#untold++
    this.#last = text
    if (!this.#quiet) this.tell()
  }

  /** Says what has not been said: when the time is over, or nobody will wait for that. */
  tell(): void {
    clearTimeout(this.#quiet)
    this.#quiet = undefined
    if (this.#untold === 0) return
    const others = this.#untold - 1
    const fields = others > 0 ? { skippedSinceLastLine: this.#untold } : {}
    this.#log.warn(fields, `skipped ${this.#last}${others > 0 ? `, and ${others} more since the last such line` : ''}`)
    this.#untold = 0
    this.#quiet = setTimeout(() => this.tell(), quietMs).unref()
  }
}
