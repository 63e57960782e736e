/** The part of a tty stream that is used here. */
export interface TerminalStream {
  write(text: string): unknown
  readonly columns?: number
  readonly rows?: number
}

/** Longer live lines are cut: what they say at length stands in the log too. */
const rowsPerLine = 3

/** Keeps some live lines at the bottom of a terminal, below everything else that is written. */
export class Terminal {
  readonly #stream: TerminalStream
  #live: readonly string[] = []
  /** What the live lines were drawn as. */
  #drawn: readonly string[] = []

  constructor(stream: TerminalStream) {
    this.#stream = stream
  }

  /** Writes text for good, above the live lines. */
  write(text: string): void {
    this.#stream.write(`${this.#erase()}${text}${this.#draw()}`)
  }

  /** Replaces the live lines. */
  show(lines: readonly string[]): void {
    this.#live = lines
    this.#stream.write(`${this.#erase()}${this.#draw()}`)
  }

  /** From the start of the line, as the terminal itself shows a ^C where the cursor is. */
  #erase(): string {
    // A terminal that has become narrower has wrapped what was drawn.
    const rows = this.#drawn.reduce((sum, { length }) => sum + Math.max(1, Math.ceil(length / this.#width)), 0)
    return rows === 0 ? '' : `\r\x1b[${rows}A\x1b[J`
  }

  /** Wraps by itself, to know how many rows there are to erase; what does not fit on the screen could not be erased. */
  #draw(): string {
    const { rows = 24 } = this.#stream
    this.#drawn = this.#live.flatMap(line => rowsOf(line, this.#width - 1)).slice(0, rows - 1)
    return this.#drawn.map(row => `${row}\n`).join('')
  }

  /** A terminal that does not say how wide it is gives 0. */
  get #width(): number {
    return Math.max(this.#stream.columns || 80, 2)
  }
}

function rowsOf(line: string, width: number): string[] {
  const text = line.replaceAll(/\s*\n\s*/g, ' ')
  const cut = text.length > width * rowsPerLine ? `${text.slice(0, width * rowsPerLine - 1)}…` : text
  return Array.from({ length: Math.ceil(cut.length / width) }, (_, row) => cut.slice(row * width, (row + 1) * width))
}
