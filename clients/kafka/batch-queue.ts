import type { SourceBatch } from 'psconnect/plugin'

/** Batches that were fetched and not yet pulled. What bounds it is the memory that was reserved for them. */
export class BatchQueue {
  #batches: SourceBatch[] = []
  #ended = false
  #failure: unknown
  #wake: () => void = () => {}

  push(batch: SourceBatch): void {
    if (this.#ended) return batch.release(false)
    this.#batches.push(batch)
    this.#wake()
  }

  /** How many records of each partition nobody has pulled. */
  records(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>()
    for (const { partition, records } of this.#batches)
      counts.set(partition, (counts.get(partition) ?? 0) + records.length)
    return counts
  }

  /** Drops what nobody has pulled; it will be fetched again. */
  clear(): void {
    for (const batch of this.#batches) batch.release(false)
    this.#batches = []
  }

  /** Nothing more will come: who pulls is told so, or is told of the failure. */
  end(failure?: unknown): void {
    if (this.#ended) return
    this.#ended = true
    this.#failure = failure
    this.clear()
    this.#wake()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SourceBatch> {
    while (!this.#ended) {
      const batch = this.#batches.shift()
      if (batch) yield batch
      else
        await new Promise<void>(resolve => {
          this.#wake = resolve
        })
    }
    if (this.#failure !== undefined) throw this.#failure
  }
}
