import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ConnectError, type ConnectRecord, defineSink, type Sink, type SinkContext } from 'psconnect/plugin'
import { checkSink, connectRecord } from 'psconnect/plugin/testing'
import { breaks } from './broken.ts'
import { goodSink, Store } from './good-sink.ts'

type Change = (sink: Sink, parts: { readonly store: Store; readonly context: SinkContext }) => Partial<Sink>

function check(change: Change, patient = true): Promise<void> {
  const store = new Store()
  const plugin = defineSink({
    name: 'numbers',
    config: {},
    create(_, context) {
      const sink = goodSink(store, context)
      return { ...sink, ...change(sink, { store, context }) }
    },
  })
  return checkSink(plugin, {
    record: number => connectRecord({ value: Uint8Array.of(number), offset: BigInt(number) }),
    stored: () => store.numbers,
    refused: [connectRecord({ value: 'text' })],
    limitMs: 500,
    ...(patient && {
      async stall() {
        const again = Promise.withResolvers<void>()
        store.answers = again.promise
        return async () => again.resolve()
      },
    }),
  })
}

it('a sink that keeps the contract passes', () => check(() => ({})))
it('a sink whose receiver cannot be stalled passes without that', () => check(() => ({}), false))

const never = new Promise<never>(() => {})
const numbersOf = (batch: readonly ConnectRecord[]): number[] =>
  batch.flatMap(({ value }) => [...(value.value as Uint8Array)])

const cases: readonly [asks: string, change: Change][] = [
  ['with write, flush, close and attemptTimeoutMs', () => ({ attemptTimeoutMs: undefined as never })],
  [
    'must not resolve before the records are stored',
    sink => ({ write: async (...given) => void sink.write(...given).catch(() => {}) }),
  ],
  [
    'when it is called again before earlier calls settle',
    sink => {
      let open = 0
      return {
        async write(...given) {
          if (open > 0) return
          open++
          await sink.write(...given).finally(() => open--)
        },
      }
    },
  ],
  [
    'in the order in which they are given',
    (_, { store }) => ({ write: async batch => store.put(numbersOf(batch).toReversed()) }),
  ],
  ['must not change the records', sink => ({ write: (batch, signal) => sink.write(spoiled(batch), signal) })],
  [
    'must not need the bytes of the records any more',
    (_, { store }) => ({
      async write(batch) {
        const at = store.numbers.length
        await store.put(numbersOf(batch))
        setImmediate(() => store.numbers.splice(at, batch.length, ...numbersOf(batch)))
      },
      flush: () => new Promise(resolve => setTimeout(resolve, 5)),
    }),
  ],
  [
    'with nothing in it',
    sink => ({ write: async (batch, signal) => (numbersOfAll(batch), sink.write(batch, signal)) }),
  ],
  [
    'counted with `hold` must be released',
    (sink, { context }) => ({ write: (...given) => (context.hold(1), sink.write(...given)) }),
  ],
  [
    'must be handed to context.reject, once',
    (sink, { context }) => ({
      async write(batch, signal) {
        await sink.write(batch, signal)
        for (const record of batch)
          if (typeof record.value.value === 'string')
            await context.reject(record, new ConnectError('RECORD_REFUSED', 'twice'))
      },
    }),
  ],
  [
    'must be handed to context.reject',
    sink => ({ write: (batch, signal) => sink.write(batch.filter(bytesOnly), signal) }),
  ],
  [
    'must not resolve before context.reject has',
    (sink, { context }) => ({
      async write(batch, signal) {
        for (const record of batch)
          if (!bytesOnly(record)) void context.reject(record, new ConnectError('RECORD_REFUSED', 'no')).catch(() => {})
        await sink.write(batch.filter(bytesOnly), signal)
      },
    }),
  ],
  [
    'must reject where context.reject does',
    (sink, { context }) => ({
      async write(batch, signal) {
        await Promise.allSettled(
          batch
            .filter(record => !bytesOnly(record))
            .map(record => context.reject(record, new ConnectError('RECORD_REFUSED', 'no'))),
        )
        await sink.write(batch.filter(bytesOnly), signal)
      },
    }),
  ],
  [
    'flush must send what write has buffered',
    sink => {
      let more = Promise.withResolvers<void>()
      let open = 0
      return {
        // One record alone waits for more to come, however often it is told to hurry.
        async write(batch, signal) {
          more.resolve()
          more = Promise.withResolvers()
          const alone = open === 0 && batch.length === 1
          open++
          if (alone) await more.promise
          await sink.write(batch, signal).finally(() => open--)
        },
      }
    },
  ],
  [
    'whose signal has aborted must settle',
    sink => ({ write: (batch, signal) => (signal.aborted ? never : sink.write(batch, signal)) }),
  ],
  [
    'must wait for a receiver that does not answer',
    sink => ({
      write: (batch, signal) =>
        signal.aborted ? sink.write(batch, signal) : sink.write(batch, new AbortController().signal),
    }),
  ],
  [
    'close must be possible while a write is under way',
    (_, { store }) => ({ ...closesOnce(), write: batch => store.put(numbersOf(batch)) }),
  ],
  ['A write after close must reject', sink => ({ close: async () => void sink })],
]

function spoiled(batch: readonly ConnectRecord[]): readonly ConnectRecord[] {
  for (const { value } of batch) if (value.value instanceof Uint8Array) Object.assign(value, { schema: undefined })
  return batch
}
const bytesOnly = ({ value }: ConnectRecord): boolean => typeof value.value !== 'string'
const numbersOfAll = (batch: readonly ConnectRecord[]) =>
  batch.map(({ value }) => value.value ?? assert.fail('no value'))
function closesOnce(): Pick<Sink, 'close'> {
  let closed = false
  return {
    async close() {
      assert.ok(!closed, 'closed twice')
      closed = true
    },
  }
}

describe('the kit finds out', () => {
  for (const [asks, change] of cases) it(`a sink that breaks: ${asks}`, () => breaks(check(change), asks))
})
