import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  defineSource,
  long,
  type Source,
  type SourceBatch,
  type SourceContext,
  type SourceOffset,
} from 'psconnect/plugin'
import { checkSource } from 'psconnect/plugin/testing'
import { breaks } from './broken.ts'
import { goodSource } from './good-source.ts'

type Change = (source: Source, context: SourceContext) => Partial<Source>

/** Each `log` has committed offsets of its own. */
function check(change: Change, contextOf = (context: SourceContext) => context): Promise<void> {
  const committed = new Map<number, Map<string, SourceOffset>>()
  let logs = 0
  const plugin = defineSource({
    name: 'log',
    config: { log: long({ doc: 'Which one.' }) },
    create({ log }, host) {
      const context = contextOf(host)
      const offsets = committed.get(log) ?? new Map<string, SourceOffset>()
      committed.set(log, offsets)
      const source = goodSource({ perPartition: 5, committed: offsets }, context)
      return { ...source, ...change(source, context) }
    },
  })
  return checkSource(plugin, { config: () => ({ log: logs++ }), records: 10, limitMs: 500 })
}

/** Of one whose offsets the worker keeps. It has no commit, and begins where the worker says. */
function checkKept(change: Change, offsets?: 'worker'): Promise<void> {
  const plugin = defineSource({
    name: 'log',
    config: {},
    ...(offsets && { offsets }),
    async create(_, context) {
      const committed = new Map(await context.committed())
      const good = goodSource({ perPartition: 5, committed }, context)
      const source: Source = { read: signal => good.read(signal), lag: () => good.lag(), close: () => good.close() }
      return { ...source, ...change(source, context) }
    },
  })
  return checkSource(plugin, { config: () => ({}), records: 10, limitMs: 500 })
}

const never = new Promise<never>(() => {})
/** Does something else with each batch of the good one. */
const batches =
  (look: (batch: SourceBatch, index: number) => SourceBatch[]): Change =>
  source => ({
    async *read(signal) {
      let index = 0
      for await (const batch of source.read(signal)) yield* look(batch, index++)
    },
  })
const moved = ({ records, ...batch }: SourceBatch, by: bigint): SourceBatch => ({
  ...batch,
  records: records.map(record => ({ ...record, offset: record.offset + by })),
})
function closesOnce(): Partial<Source> {
  let closed = false
  return {
    async close() {
      assert.ok(!closed, 'closed twice')
      closed = true
    },
  }
}
/** The host's side without one of its functions. */
const without =
  (given: Partial<SourceContext>) =>
  (context: SourceContext): SourceContext => ({
    ...given,
    log: context.log,
    signal: context.signal,
    fetchBytes: context.fetchBytes,
    task: given.task ?? context.task,
    reserve: given.reserve ?? ((bytes, signal) => context.reserve(bytes, signal)),
    assigned: given.assigned ?? (names => context.assigned(names)),
    committed: () => context.committed(),
    revoking: (names, deadline) => context.revoking(names, deadline),
    lost: names => context.lost(names),
    retrying: reason => context.retrying(reason),
    missed: records => context.missed(records),
  })
const noRoom = { resize() {}, release() {} }

it('a source that keeps the contract passes', () => check(() => ({})))

it('so does one whose offsets the worker keeps', () => checkKept(() => ({}), 'worker'))

const cases: readonly [asks: string, change: Change, context?: (context: SourceContext) => SourceContext][] = [
  ['with read, lag and close', () => ({ lag: undefined as never })],
  ['must give every record, once', batches((batch, index) => (index === 1 ? [] : [batch]))],
  ['must give every record, once', batches(batch => [batch, batch])],
  ['must give every record, once', () => ({}), without({ assigned() {} })],
  ['with offsets that rise', batches((batch, index) => [index === 0 ? moved(batch, 50n) : batch])],
  [
    'must hold records of one partition',
    batches(({ records, ...batch }) => [
      { ...batch, records: records.map((record, index) => ({ ...record, partition: record.partition * 2 + index })) },
    ]),
  ],
  ['where to go on after it', batches(batch => [{ ...batch, next: Number(batch.next) as never }])],
  ['must be reserved before', () => ({}), without({ reserve: async () => noRoom })],
  [
    'while there is no room',
    () => ({}),
    context =>
      without({ reserve: async (bytes, signal) => (void context.reserve(bytes, signal).catch(() => {}), noRoom) })(
        context,
      ),
  ],
  ['no memory must be reserved', batches(batch => [{ ...batch, release() {} }])],
  [
    'not committed must be read again',
    source =>
      batches(batch => (void source.commit?.(new Map([[batch.partition, batch.next]])), [batch]))(
        source,
        {} as SourceContext,
      ),
  ],
  ['right after what was committed', () => ({ commit: async () => {} })],
  ['right after what was committed', batches(batch => [{ ...batch, next: BigInt(batch.next) + 1n }])],
  [
    'must leave out partitions that are not',
    source => ({
      async commit(offsets) {
        for (const partition of offsets.keys()) assert.ok(partition.length === 1, `there is no ${partition}`)
        await source.commit?.(offsets)
      },
    }),
  ],
  [
    'must end without an error when its signal aborts',
    source => ({
      async *read(signal) {
        yield* source.read(signal)
        signal.throwIfAborted()
      },
    }),
  ],
  [
    'must end without an error when its signal aborts',
    source => ({
      async *read(signal) {
        yield* source.read(signal)
        await never
      },
    }),
  ],
  ['lag must give counts', () => ({ lag: () => new Map([['0', -1n]]) })],
  [
    'a partition has one reader at a time',
    () => ({}),
    context => without({ task: { ...context.task, count: 1, index: 0 } })(context),
  ],
  [
    'Several tasks must share the records',
    () => ({}),
    context =>
      without({ task: context.task.count === 1 ? context.task : { ...context.task, index: 0, count: 3 } })(context),
  ],
  ['close may be called again', () => closesOnce()],
]

describe('the kit finds out', () => {
  for (const [asks, change, context] of cases)
    it(`a source that breaks: ${asks}`, () => breaks(check(change, context), asks))
  it('tasks that call records of different partitions the same', () => {
    const alike = batches(({ records, ...batch }) => [
      { ...batch, records: records.map(record => ({ ...record, partition: 0 })) },
    ])
    return assert.rejects(
      check((source, context) => (context.task.count === 1 ? {} : alike(source, context))),
      /0 and 1 both give records of log\/0|1 and 0 both give records of log\/0/,
    )
  })
  it('a source whose offsets nobody keeps', () =>
    breaks(
      checkKept(() => ({})),
      'One must keep its offsets',
    ))
  it('a source with a commit that is never called', () =>
    breaks(
      checkKept(() => ({ commit: async () => {} }), 'worker'),
      'One must keep its offsets',
    ))
  it('a source that does not go on where the worker says', () =>
    breaks(
      checkKept((_, context) => goodSource({ perPartition: 5, committed: new Map() }, context), 'worker'),
      'right after what was committed',
    ))
})
