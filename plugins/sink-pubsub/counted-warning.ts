import type { ConnectRecord, Logger } from 'psconnect/plugin'

const LINE_EVERY_MS = 60_000

/** Counts what is left out on purpose, and says so: the first at once, then at most once a minute, the rest at the end. */
export class CountedWarning {
  readonly #log: Logger
  readonly #what: string
  #total = 0
  #said = 0
  #saidAt = Number.NEGATIVE_INFINITY

  /** `what` goes on after the number. */
  constructor(log: Logger, what: string) {
    this.#log = log
    this.#what = what
  }

  add({ original: { topic, partition, offset } }: ConnectRecord, detail = ''): void {
    this.#total++
    if (performance.now() - this.#saidAt < LINE_EVERY_MS) return
    const place = `topic ${topic}, partition ${partition}, offset ${offset}`
    this.#say({ topic, partition, offset: String(offset) }, `; the last at ${place}${detail && `: ${detail}`}`)
  }

  close(): void {
    if (this.#total > this.#said) this.#say({}, '')
  }

  #say(place: object, last: string): void {
    this.#log.warn({ total: this.#total, ...place }, `${this.#total} ${this.#what}${last}`)
    this.#said = this.#total
    this.#saidAt = performance.now()
  }
}
