import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { ConnectRecord } from '../../../runtime/api/record.ts'
import type { Transform } from '../../../runtime/api/transform.ts'
import type { TakeRecordError } from '../../../runtime/pipeline/convert.ts'
import { type Step, transform } from '../../../runtime/pipeline/transform.ts'
import { noCounters } from '../../../runtime/telemetry/metrics.ts'
import { nowhere } from '../support/unwatched.ts'

const nothing = { schema: null, value: null }
const record = (topic: string): ConnectRecord => ({
  topic,
  timestamp: null,
  key: nothing,
  value: nothing,
  headers: [],
  original: { topic, partition: 0, offset: 0n, timestamp: null, key: null, value: null, headers: [] },
})
const append = (text: string): Transform => ({ apply: given => ({ ...given, topic: given.topic + text }) })
const always = (step: Transform): Step => ({ name: 'always', transform: step, negate: false })
const noError = (_: unknown, stage: string, error: unknown) => assert.fail(`${stage}: ${String(error)}`)

const refuse = () => {
  throw new Error('refused')
}

function topicsAfter(steps: readonly Step[], topics: readonly string[], takeError: TakeRecordError = noError) {
  const counters = noCounters()
  const records = transform(topics.map(record), steps, { counters, takeError, place: nowhere() })
  return { topics: records.map(({ topic }) => topic), filtered: counters.filtered }
}

it('sends each record through the steps in their order', () => {
  assert.deepEqual(topicsAfter([always(append('1')), always(append('2'))], ['a', 'b']).topics, ['a12', 'b12'])
})

it('hands on the very same list where there are no steps', () => {
  const records = [record('a')]

  assert.equal(transform(records, [], { counters: noCounters(), takeError: noError, place: nowhere() }), records)
})

it('applies a step where its predicate is true, or, negated, where it is not', () => {
  const predicate = { test: ({ topic }: ConnectRecord) => topic === 'a' }
  const step = (negate: boolean): Step => ({ name: 'shout', transform: append('!'), predicate, negate })

  assert.deepEqual(topicsAfter([step(false)], ['a', 'b']).topics, ['a!', 'b'])
  assert.deepEqual(topicsAfter([step(true)], ['a', 'b']).topics, ['a', 'b!'])
})

it('takes a step that returns nothing for one that refuses the record', () => {
  const nothingAtAll = { apply: () => undefined } as unknown as Transform
  const errors: string[] = []
  const { topics } = topicsAfter([always(nothingAtAll)], ['a'], (_, stage, error) =>
    errors.push(`${stage}: ${String(error)}`),
  )

  assert.deepEqual(topics, [])
  assert.deepEqual(errors, [
    'transform always: ConnectError: apply() must return a record that keeps the original, or null to drop it, and gave undefined',
  ])
})

it('asks a predicate about the record as earlier steps have left it', () => {
  const predicate = { test: ({ topic }: ConnectRecord) => topic === 'a1' }

  assert.deepEqual(
    topicsAfter([always(append('1')), { name: 'if', transform: append('2'), predicate, negate: false }], ['a']).topics,
    ['a12'],
  )
})

it('leaves out what a step drops, counts it, and shows it to no later step', () => {
  const drop: Transform = { apply: given => (given.topic === 'b' ? null : given) }
  const seen: string[] = []
  const look: Transform = { apply: given => (seen.push(given.topic), given) }

  const outcome = topicsAfter([always(drop), always(look)], ['a', 'b', 'c'])

  assert.deepEqual(outcome, { topics: ['a', 'c'], filtered: 1 })
  assert.deepEqual(seen, ['a', 'c'])
})

it('hands an error of a step, or of its predicate, to whoever decides about it, and goes on', () => {
  const taken: string[] = []
  const takeError = (original: { readonly topic: string }, stage: string, error: unknown) =>
    taken.push(`${original.topic} ${stage} ${String(error)}`)
  const step = {
    name: 'shout',
    transform: append('!'),
    predicate: { test: ({ topic }: ConnectRecord) => topic === 'a' && refuse() },
    negate: true,
  }

  const outcome = topicsAfter(
    [always({ apply: given => (given.topic === 'b' ? refuse() : given) }), step],
    ['a', 'b', 'c'],
    takeError,
  )

  assert.deepEqual(outcome.topics, ['c!'])
  assert.deepEqual(taken, ['a transform shout Error: refused', 'b transform always Error: refused'])
})
