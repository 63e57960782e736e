import { type ConsumerRecord, defineSource, int, type SourceContext } from 'psconnect/plugin'

const partition = 'numbers'
const batchSize = 100
/** What a batch is reckoned to weigh in memory. */
const batchBytes = 10_000

/** Gives out the numbers from 0, as texts. */
export default defineSource({
  name: 'my-plugin',
  config: {
    count: int({ doc: 'How many numbers there are.', default: 1_000, minimum: 0 }),
  },
  // How far it has been read is kept in the file that offset.storage.file.filename names.
  offsets: 'worker',
  async create({ count }, context) {
    // There is one partition, so one task reads and any others have nothing to do.
    const reads = context.task.index === 0
    let next = reads ? Number((await context.committed()).get(partition) ?? 0) : count
    context.assigned(reads ? [partition] : [])
    return {
      async *read(signal) {
        while (next < count) {
          // Memory first, then records. It rejects when reading is to end.
          const memory = await reserve(context, signal)
          if (!memory) return
          const end = Math.min(next + batchSize, count)
          const records = Array.from({ length: end - next }, (_, index) => numbered(next + index))
          next = end
          yield { partition, records, next: BigInt(end), release: () => memory.release() }
          if (signal.aborted) return
        }
        await ended(signal)
      },
      lag: () => new Map(reads ? [[partition, BigInt(count - next)]] : []),
      close: async () => undefined,
    }
  },
})

const reserve = (context: SourceContext, signal: AbortSignal) =>
  signal.aborted ? undefined : context.reserve(batchBytes, signal).catch(() => undefined)

const numbered = (number: number): ConsumerRecord => ({
  topic: 'numbers',
  partition: 0,
  offset: BigInt(number),
  timestamp: BigInt(Date.now()),
  key: null,
  value: Buffer.from(String(number)),
  headers: [],
})

/** Resolves when reading is to end. */
const ended = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
