import { ConnectError, type ConnectRecord, type Sink, type SinkContext } from 'psconnect/plugin'

/** Where numbers are stored, which can be made to wait. */
export class Store {
  readonly numbers: number[] = []
  answers: Promise<void> = Promise.resolve()
  async put(numbers: readonly number[]): Promise<void> {
    await this.answers
    await new Promise(resolve => setImmediate(resolve))
    this.numbers.push(...numbers)
  }
}

/** Stores each batch after the one before it, what is no number with the host. */
export function goodSink(store: Store, context: SinkContext): Sink {
  let last: Promise<void> = Promise.resolve()
  let closed = false
  const over = Promise.withResolvers<never>()
  over.promise.catch(() => {})
  const write = async (batch: readonly ConnectRecord[], signal: AbortSignal): Promise<void> => {
    if (closed) throw new Error('closed')
    signal.throwIfAborted()
    const numbers = batch
      .map(({ value }) => value.value)
      .filter(value => value instanceof Uint8Array)
      .map(bytes => bytes[0] ?? 0)
    const refused = batch.filter(({ value }) => typeof value.value === 'string')
    const held = context.hold(numbers.length)
    const before = last
    last = (async () => {
      await before
      await store.put(numbers)
    })()
    const aborted = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    try {
      const rejections = refused.map(record => context.reject(record, new ConnectError('RECORD_REFUSED', 'it is text')))
      await Promise.race([Promise.all([last, ...rejections]), aborted, over.promise])
    } finally {
      held.release()
    }
  }
  return {
    attemptTimeoutMs: 1,
    write,
    async flush() {},
    async close() {
      closed = true
      over.reject(new Error('closed'))
    },
  }
}
