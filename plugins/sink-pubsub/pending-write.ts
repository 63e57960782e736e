import type { ConnectRecord } from 'psconnect/plugin'

/** One `write` of the host, until all its records are stored. Requests count it down; no record has a promise of its own. */
export class PendingWrite {
  /** Its records, but for values that were decoded: a rejection needs what was read. */
  readonly batch: readonly ConnectRecord[]
  /** Rejects when the write is given up. */
  readonly stored: Promise<void>
  /** One more than what is outstanding, until all has been handed over: a write is not over while it is being read. */
  #outstanding = 1
  readonly #resolve: () => void
  readonly #reject: (reason: unknown) => void

  constructor(batch: readonly ConnectRecord[]) {
    this.batch = batch.some(isDecoded) ? batch.map(asRead) : batch
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.stored = promise
    this.#resolve = resolve
    this.#reject = reject
  }

  expect(): void {
    this.#outstanding++
  }

  allExpected(): void {
    this.arrived(1)
  }

  /** So many records are stored, or done with in another way. */
  arrived(records: number): void {
    this.#outstanding -= records
    if (this.#outstanding === 0) this.#resolve()
  }

  giveUp(reason: unknown): void {
    this.#reject(reason)
  }
}

const isDecoded = ({ value: { value } }: ConnectRecord): boolean =>
  typeof value === 'object' && value !== null && !(value instanceof Uint8Array)

const asRead = (record: ConnectRecord): ConnectRecord =>
  isDecoded(record) ? { ...record, value: { schema: record.value.schema, value: undefined } } : record
