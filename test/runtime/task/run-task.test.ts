import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Converter } from '../../../runtime/api/converter.ts'
import { ConnectError } from '../../../runtime/api/errors.ts'
import { dataPath, untouched } from '../support/data-path.ts'

const turn = () => new Promise(setImmediate)

it('hands batches to the sink in order, without waiting for earlier ones, and keeps their memory until they are stored', async () => {
  const task = dataPath({})

  await task.run()
  assert.deepEqual(
    task.writes.map(({ offset }) => offset),
    [0n, 1n],
  )
  assert.deepEqual(task.released, [])
  task.writes[1]?.settle.resolve()
  await turn()

  assert.deepEqual(task.released, [2n])
  assert.equal(task.counters.read, 2)
  assert.equal(task.counters.readBytes, 6)
  assert.equal(task.counters.stored, 1)
  assert.deepEqual(task.offsets.committable(), new Map())
})

it('fails on a write that fails, commits nothing of it and gives its memory back', async () => {
  const task = dataPath({})
  const reason = new ConnectError('SINK_FAILED', 'refused')

  await task.run()
  task.writes[0]?.settle.reject(reason)
  task.writes[1]?.settle.resolve()
  await turn()

  assert.deepEqual(task.failures, [reason])
  assert.deepEqual(new Set(task.released), new Set([1n, 2n]))
  assert.deepEqual(task.offsets.committable(), new Map())
})

it('lets the memory of what is stored be used again, and of nothing else', async () => {
  const task = dataPath({})
  await task.run()
  task.writes[0]?.settle.resolve()
  await turn()
  task.writes[1]?.settle.reject(new ConnectError('SINK_FAILED', 'refused'))
  await turn()
  assert.deepEqual(task.released, [1n, 2n])
  assert.deepEqual(task.reusable, [1n])
})

it('lets no memory be used again where a plugin does not promise that it keeps nothing', async () => {
  const task = dataPath({ keepsNothing: false })
  await task.run()
  for (const { settle } of task.writes) settle.resolve()
  await turn()
  assert.deepEqual(task.released, [1n, 2n])
  assert.deepEqual(task.reusable, [])
})

it('does not write what was handed over to another task since it was read', async () => {
  const task = dataPath({ partitions: ['a/9', 'a/0'] })

  await task.run()

  assert.deepEqual(task.released, [1n])
  assert.deepEqual(
    task.writes.map(({ offset }) => offset),
    [1n],
  )
})

it('fails when a converter cannot prepare, and writes nothing after that', async () => {
  const reason = new ConnectError('SOURCE_UNAVAILABLE', 'no registry')
  const task = dataPath({ converter: { ...untouched, prepareDecode: () => Promise.reject(reason) } })

  await task.run()

  assert.deepEqual(task.failures, [reason])
  assert.deepEqual(task.released, [1n, 2n])
  assert.deepEqual(task.writes, [])
})

it('fails on a record that must not be skipped', async () => {
  const converter: Converter = {
    ...untouched,
    decode: () => {
      throw new Error('not Avro')
    },
  }
  const task = dataPath({ converter })

  await task.run()

  assert.match(String(task.failures[0]), /value converter/)
  assert.deepEqual(task.released, [1n, 2n])
  assert.deepEqual(task.offsets.committable(), new Map())
})

it('takes records that a transform drops for stored, and counts them', async () => {
  const drop = { name: 'drop', transform: { apply: () => null }, negate: false }
  const task = dataPath({ steps: [drop] })

  await task.run()
  await turn()

  assert.deepEqual(task.writes, [])
  assert.equal(task.counters.filtered, 2)
  assert.equal(task.counters.stored, 2)
  assert.deepEqual(task.offsets.committable(), new Map([['a/0', 2n]]))
})

it('fails as soon as a dead letter cannot be kept, also while the write is under way', async () => {
  const decodeFirst: Converter = {
    ...untouched,
    decode: bytes => {
      if (bytes[0] === 9) throw new ConnectError('RECORD_UNREADABLE', 'nine')
      return { schema: null, value: bytes }
    },
  }
  const task = dataPath({ partitions: ['a/0'], converter: decodeFirst, firstBytes: [1, 9], tolerated: true })

  await task.run()
  await turn()
  assert.equal(task.writes.length, 1)
  assert.deepEqual(task.failures.map(String), ['ConnectError: value converter'])
  assert.equal(task.offsets.committable().size, 0)
})
