import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Schema } from 'psconnect/plugin'
import { Slabs } from '../../../plugins/sink-pubsub/slabs.ts'
import { startPublishServer } from '../../stack/publish-server.ts'
import { configFor, createSink, never, record } from './sink-under-test.ts'

const mebibyte = 2 ** 20

describe('slabs', () => {
  it('give one place after the other in the same memory', () => {
    const slabs = new Slabs()
    const [first, second] = [slabs.for(3)?.take(3), slabs.for(5)?.take(5)]
    assert.equal(first?.buffer, second?.buffer)
    assert.equal(second?.byteOffset, 3)
    assert.equal(second?.length, 5)
  })

  it('write nothing over what somebody holds', () => {
    const slabs = new Slabs()
    const slab = slabs.for(mebibyte)
    slab?.hold()
    const held = slab?.take(mebibyte).fill(1)
    for (let others = 0; others < 5; others++) slabs.for(mebibyte)?.take(mebibyte).fill(2)
    assert.ok(held?.every(byte => byte === 1))
  })

  it('are written again when everybody has let go', () => {
    const slabs = new Slabs()
    const slab = slabs.for(mebibyte)
    slab?.hold()
    const memory = slab?.take(mebibyte).buffer
    slabs.for(1)?.take(1)
    slab?.letGo()
    assert.equal(slabs.for(mebibyte)?.take(mebibyte).buffer, memory)
  })

  it('have no room for what is larger than one', () => {
    assert.equal(new Slabs().for(mebibyte + 1), null)
  })
})

it('what is published as JSON is never another value’s, however often requests are given up, cut off or refused and sent again', async t => {
  const server = await startPublishServer({ keep: true })
  t.after(() => server.stop())
  const schema: Schema = {
    type: 'struct',
    optional: false,
    fields: [{ name: 'a', schema: { type: 'string', optional: false } }],
  }
  const values = Array.from({ length: 3_000 }, (_, index) => ({ a: String(index).padStart(4_000, '.') }))
  const settings = {
    messageBodyFormat: 'json',
    'metadata.publish': false,
    maxBufferSize: 50,
    maxRequestTimeoutMs: 300,
  } as const
  const sink = await createSink(configFor(server.address, settings))
  t.after(() => sink.close())
  const faults = [{ kind: 'drop' }, { kind: 'silence' }, { kind: 'status', code: 14, store: true }] as const
  const underWay: Promise<void>[] = []
  for (let from = 0; from < values.length; from += 250) {
    if (from % 500 === 0) await server.misbehave(faults[(from / 500) % faults.length], { times: 3 })
    const batch = values.slice(from, from + 250).map(value => ({ ...record({}), value: { schema, value } }))
    underWay.push(sink.write(batch, never))
    if (underWay.length > 2) await underWay.shift()
  }
  await Promise.all(underWay)
  const arrived = new Set((await server.kept()).map(({ data }) => Buffer.from(data).toString()))
  assert.deepEqual(arrived, new Set(values.map(value => JSON.stringify(value))))
})
