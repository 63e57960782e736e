/** The part of a tty stream that is used here. */
export interface TerminalStream {
  write(text: string): unknown
  readonly columns?: number
}

/** Keeps some live lines at the bottom of a terminal, below everything else that is written. */
export class Terminal {
  readonly #stream: TerminalStream
  #live: readonly string[] = []

  constructor(stream: TerminalStream) {
    this.#stream = stream
  }

  /** Writes text for good, above the live lines. */
  write(text: string): void {
    this.#stream.write(`${this.#erase()}${text}${this.#drawn()}`)
  }

  /** Replaces the live lines. */
  show(lines: readonly string[]): void {
    const erase = this.#erase()
    this.#live = lines
    this.#stream.write(`${erase}${this.#drawn()}`)
  }

  #erase(): string {
    return this.#live.length === 0 ? '' : `\x1b[${this.#live.length}A\x1b[J`
  }

  /** A line longer than the terminal would wrap, and be counted wrongly when it is erased. */
  #drawn(): string {
    const width = this.#stream.columns ?? 80
    return this.#live.map(line => `${line.slice(0, width - 1)}\n`).join('')
  }
}
