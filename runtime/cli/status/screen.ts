/** The part of an output stream that is used here. */
export interface Stream {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
  write(text: string): unknown
}

/** Shows lines in place of those before: each is written over the old one, in one piece, so that nothing flickers. */
export class Screen {
  readonly #stream: Stream
  #drawn = 0
  /** A terminal that has become narrower has wrapped what was drawn. */
  #drawnWidth = 0

  constructor(stream: Stream) {
    this.#stream = stream
  }

  /** What a line may have. Where nobody looks on, lines are as long as they are. */
  get width(): number {
    const { isTTY, columns } = this.#stream
    return isTTY ? Math.max((columns || 80) - 1, 20) : Number.POSITIVE_INFINITY
  }

  show(lines: readonly string[]): void {
    const { isTTY, rows = 24 } = this.#stream
    if (!isTTY) return void this.#stream.write(`${lines.join('\n')}\n\n`)
    // What does not fit could not be written over.
    const shown = lines.slice(0, rows - 1)
    const again = this.width === this.#drawnWidth ? `\r\x1b[${this.#drawn}A` : clear
    const up = this.#drawn === 0 ? hideCursor : again
    this.#stream.write(`${up}${shown.map(line => `${line}\x1b[K\n`).join('')}\x1b[J`)
    this.#drawn = shown.length
    this.#drawnWidth = this.width
  }

  end(): void {
    if (this.#stream.isTTY && this.#drawn > 0) this.#stream.write(showCursor)
  }
}

const hideCursor = '\x1b[?25l'
const clear = '\x1b[2J\x1b[H'
const showCursor = '\x1b[?25h'
