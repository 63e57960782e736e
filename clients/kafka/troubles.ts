/** Why a member cannot read at present, gathered from its parts: each says what is wrong with it, and when that is over. */
export class Troubles {
  readonly #reasons = new Map<string, string>()
  readonly #tell: (reason: string | null) => void

  constructor(tell: (reason: string | null) => void) {
    this.#tell = tell
  }

  begin(part: string, reason: string): void {
    this.#reasons.set(part, reason)
    this.#tellFirst()
  }

  end(part: string): void {
    if (this.#reasons.delete(part)) this.#tellFirst()
  }

  /** What was wrong with one assignment says nothing of the next. */
  endAll(): void {
    const any = this.#reasons.size > 0
    this.#reasons.clear()
    if (any) this.#tellFirst()
  }

  /** What has been going on longest is told, since the rest mostly follows from it. */
  #tellFirst(): void {
    this.#tell(this.#reasons.values().next().value ?? null)
  }
}
