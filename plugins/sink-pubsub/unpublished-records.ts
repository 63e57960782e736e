import type { ConnectRecord, Logger } from 'psconnect/plugin'

const LINE_EVERY_MS = 30_000

/** Counts records that hold nothing Pub/Sub would take, and says so: the first at once, then at most every 30 s, the rest at the end. */
export class UnpublishedRecords {
  readonly #log: Logger
  #total = 0
  #said = 0
  #saidAt = Number.NEGATIVE_INFINITY

  constructor(log: Logger) {
    this.#log = log
  }

  add({ original: { topic, partition, offset } }: ConnectRecord): void {
    this.#total++
    if (performance.now() - this.#saidAt < LINE_EVERY_MS) return
    this.#say(`${this.#total} records without a value and without attributes were not published`, {
      topic,
      partition,
      offset: String(offset),
    })
  }

  close(): void {
    if (this.#total > this.#said)
      this.#say(`${this.#total} records without a value and without attributes were not published`, {})
  }

  #say(message: string, last: object): void {
    this.#log.warn({ records: this.#total, ...last }, message)
    this.#said = this.#total
    this.#saidAt = performance.now()
  }
}
