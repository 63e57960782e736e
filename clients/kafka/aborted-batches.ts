/** As the broker names it: who wrote it, and where its first record stands. */
export interface AbortedTransaction {
  readonly producerId: bigint
  readonly firstOffset: bigint
}

interface Batch {
  readonly producerId: bigint
  /** The offset behind its last. */
  readonly next: bigint
  readonly isTransactional: boolean
  /** Marks the end of a transaction. */
  readonly isControl: boolean
}

/** Says which batches belong to transactions that were aborted, asked about all batches of a partition in their order. */
export class AbortedBatches {
  /** Those that have not begun yet, the last first. */
  readonly #coming: AbortedTransaction[]
  /** By their producer, which has one transaction at a time. */
  readonly #open = new Set<bigint>()

  constructor(aborted: readonly AbortedTransaction[]) {
    this.#coming = aborted.toSorted((a, b) => (a.firstOffset > b.firstOffset ? -1 : 1))
  }

  includes({ producerId, next, isTransactional, isControl }: Batch): boolean {
    for (let first = this.#coming.at(-1); first && first.firstOffset < next; first = this.#coming.at(-1)) {
      this.#open.add(first.producerId)
      this.#coming.pop()
    }
    if (isControl) this.#open.delete(producerId)
    return isTransactional && this.#open.has(producerId)
  }
}
