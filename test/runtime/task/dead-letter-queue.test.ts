import assert from 'node:assert/strict'
import { it } from 'node:test'
import { carrying } from '../support/carrying.ts'
import { bytes, record, refused } from '../support/odd-records.ts'

const turn = () => new Promise(resolve => setTimeout(resolve, 20))

it('adds no headers of its own unless told to', async context => {
  const task = await carrying(context, {
    records: [record(2n)],
    rejects: () => refused,
    errors: { tolerance: 'all' },
    queue: {},
  })
  await task.run()
  await turn()

  assert.deepEqual(task.letters(), [
    {
      key: 'key',
      value: 'value',
      timestamp: '5',
      headers: [
        ['h', '1'],
        ['g', null],
        ['h', '2'],
      ],
    },
  ])
})

it('a dead letter that is too large goes without its value, and says so and where it is from', async context => {
  const task = await carrying(context, {
    records: [record(2n, { value: bytes('large') })],
    rejects: () => refused,
    errors: { tolerance: 'all' },
    queue: { limit: 4 },
  })
  await task.run()
  await turn()

  const [letter] = task.letters()
  assert.equal(letter?.key, 'key')
  assert.equal(letter?.value, null)
  const headers = new Map(letter?.headers)
  assert.equal(headers.get('__connect.errors.value.dropped'), 'true')
  assert.equal(headers.get('__connect.errors.offset'), '2')
  assert.equal(headers.get('__connect.errors.exception.message'), 'too odd')
  assert.equal(task.counters.deadLetterFailures, 1)
  assert.deepEqual(task.offsets.committable(), new Map([['a/0', 9n]]))
})

it('a dead letter that is too large without its value too fails the task, whatever is tolerated', async context => {
  const task = await carrying(context, {
    records: [record(2n, { key: bytes('large') })],
    rejects: () => refused,
    errors: { tolerance: 'all' },
    queue: { limit: 4 },
  })
  await task.run()
  await turn()

  assert.match(
    String(task.failures[0]),
    /the dead-letter queue lost does not take alerts\/3 offset 2, not even without its value/,
  )
  assert.deepEqual(task.letters(), [])
  assert.deepEqual(task.offsets.committable(), new Map())
})
