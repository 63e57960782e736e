import { once } from 'node:events'
import type { ConsumerRecord, Source, SourceBatch, SourceContext, SourceOffset } from 'psconnect/plugin'

/** Something to read: so many records in each of two partitions, and what is committed of them. */
export interface Log {
  readonly perPartition: number
  readonly committed: Map<string, SourceOffset>
}

const recordBytes = 10

/** Gives batches of two records, then waits for more that never come. */
export function goodSource({ perPartition, committed }: Log, context: SourceContext): Source {
  let closed = false
  return {
    async *read(signal) {
      const mine = [0, 1].filter(partition => partition % context.task.count === context.task.index)
      context.assigned(mine.map(String))
      try {
        for (const partition of mine)
          for (let at = Number(committed.get(String(partition)) ?? 0); at < perPartition && !signal.aborted; at += 2)
            yield await batchAt({ partition, at, end: perPartition }, context, signal)
        if (!signal.aborted) await once(signal, 'abort')
      } catch (error) {
        if (!signal.aborted) throw error
      }
    },
    async commit(offsets) {
      if (closed) throw new Error('closed')
      for (const [partition, offset] of offsets) if (['0', '1'].includes(partition)) committed.set(partition, offset)
    },
    lag: () => new Map([['0', 0n]]),
    async close() {
      closed = true
    },
  }
}

interface Place {
  readonly partition: number
  readonly at: number
  readonly end: number
}

async function batchAt(
  { partition, at, end }: Place,
  context: SourceContext,
  signal: AbortSignal,
): Promise<SourceBatch> {
  const reserved = await context.reserve(2 * recordBytes, signal)
  const offsets = [at, at + 1].filter(offset => offset < end)
  return {
    partition: String(partition),
    records: offsets.map(offset => recordAt(partition, offset)),
    next: BigInt(at + offsets.length),
    release: () => reserved.release(),
  }
}

const recordAt = (partition: number, offset: number): ConsumerRecord => ({
  topic: 'log',
  partition,
  offset: BigInt(offset),
  timestamp: null,
  key: null,
  value: new Uint8Array(recordBytes),
  headers: [],
})
