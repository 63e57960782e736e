import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { ConnectError, type ConsumerRecord, type ConverterContext, type Needs } from 'psconnect/plugin'
import avro from '../../../plugins/converter-avro/index.ts'
import { RegistryServer } from '../../clients/schema-registry/registry-server.ts'
import { TestWaiter } from '../../clients/schema-registry/waiting.ts'
import { avroConfig } from './avro-config.ts'

const point = {
  type: 'record',
  name: 'sky.point',
  fields: [
    { name: 'id', type: 'long' },
    { name: 'note', type: ['null', 'string'] },
  ],
}
/** With the id 5 and the note "up". */
const body = [10, 2, 4, 0x75, 0x70]
const message = (id: number, ...rest: number[]) => Uint8Array.of(0, id >>> 24, id >>> 16, id >>> 8, id, ...rest)
const record = (value: Uint8Array | null, more: Partial<ConsumerRecord> = {}): ConsumerRecord => ({
  topic: 'alerts',
  partition: 0,
  offset: 0n,
  timestamp: null,
  key: null,
  value,
  headers: [],
  ...more,
})
const origin = { topic: 'alerts', part: 'value' } as const

describe('the Avro converter reads', () => {
  let server: RegistryServer
  let waiter: TestWaiter
  beforeEach(async () => {
    server = await new RegistryServer().start()
    server.add(704, point)
    server.answers['/schemas/ids/704/versions'] = [{ subject: 'alert-packet', version: 12 }]
    waiter = new TestWaiter()
  })
  afterEach(() => server.stop())

  const create = (needs: Needs = 'all') => {
    const { log, signal } = waiter
    const context: ConverterContext = { log, signal, needs, retrying: reason => waiter.retrying(reason), figure() {} }
    return avro.create(avroConfig([server.url]), context)
  }
  const prepared = async (batch: readonly ConsumerRecord[], needs?: Needs) => {
    const converter = await create(needs)
    await converter.prepareDecode?.(batch, origin, waiter.signal)
    return converter
  }

  it('a value with its schema and the bytes it came from', async () => {
    const bytes = message(704, ...body)
    const { value, schema, encoded } = (await prepared([record(bytes)])).decode(bytes, origin)
    assert.deepEqual({ ...(value as object) }, { id: 5n, note: 'up' })
    assert.equal(schema?.name, 'sky.point')
    assert.equal(encoded?.bytes, bytes)
    assert.deepEqual(encoded, {
      bytes,
      bodyStart: 5,
      format: 'confluent-avro',
      schema: { id: 704, text: JSON.stringify(point), name: 'sky.point', version: 12 },
    })
  })

  it('no value that is cut short, and says of which byte nothing more came', async () => {
    const bytes = message(704, 10, 2, 4, 0x75)
    const converter = await prepared([record(bytes)])
    assert.throws(
      () => converter.decode(bytes, origin),
      error => ConnectError.is(error) && error.position === 7 && /schema 704: note, byte 7 of 9/.test(error.message),
    )
  })

  it('all values of a schema with one and the same object for it, in all tasks of a thread', async () => {
    const bytes = message(704, ...body)
    const converters = await Promise.all([prepared([record(bytes)]), prepared([record(bytes)])])
    const values = [...converters, await prepared([record(bytes)])].map(converter => converter.decode(bytes, origin))
    assert.equal(new Set(values.map(({ schema }) => schema)).size, 1)
    assert.equal(new Set(values.map(({ encoded }) => encoded?.schema)).size, 1)
    assert.deepEqual(server.paths, ['/schemas/ids/704'])
  })

  it('of a value only what is needed, and still all of its bytes', async () => {
    const bytes = message(704, ...body)
    const some = await prepared([record(bytes)], [['note']])
    assert.deepEqual({ ...(some.decode(bytes, origin).value as object) }, { note: 'up' })
    const nothing = await prepared([record(bytes)], 'nothing')
    assert.equal(nothing.decode(bytes, origin).value, undefined)
    for (const converter of [some, nothing]) assert.throws(() => converter.decode(bytes.subarray(0, -1), origin))
  })

  it('says once that a schema has no field of a name that is needed', async () => {
    const batch = [record(message(704, ...body))]
    await prepared(batch, [['note'], ['band']])
    await prepared(batch, [['note'], ['band']])
    assert.deepEqual(waiter.lines, ['warn schema 704 has no band, which is asked for'])
  })

  it('batches after one request for each new id, and the next ones without any', async () => {
    server.add(705, 'long')
    const batch = [704, 705, 704, 705].map(id => record(message(id, 2)))
    const converter = await prepared([record(null), record(Uint8Array.of(7)), ...batch])
    assert.deepEqual(server.paths.toSorted(), ['/schemas/ids/704', '/schemas/ids/705'])
    const waits = [1, 2].map(() => converter.prepareDecode?.(batch, origin, waiter.signal))
    assert.equal(waits[0], waits[1])
    assert.equal(server.paths.length, 2)
  })

  it('keys and headers by their own ids', async () => {
    server.add(1, 'long')
    server.add(2, 'string')
    const key = message(1, 8)
    const header = message(2, 2, 0x78)
    const batch = [record(null, { key, headers: [{ key: 'h', value: header }] })]
    const converter = await create()
    for (const part of ['key', 'header'] as const)
      await converter.prepareDecode?.(batch, { topic: 'alerts', part }, waiter.signal)
    assert.equal(converter.decode(key, { topic: 'alerts', part: 'key' }).value, 4n)
    assert.equal(converter.decode(header, { topic: 'alerts', part: 'header' }).value, 'x')
  })

  it('schemas that refer to others, and gives their text complete', async () => {
    server.add(7, 'sky.point', { references: [{ name: 'sky.point', subject: 'point', version: 1 }] })
    server.answers['/subjects/point/versions/1?deleted=true'] = { schema: JSON.stringify(point) }
    const bytes = message(7, ...body)
    const { value, encoded } = (await prepared([record(bytes)])).decode(bytes, origin)
    assert.deepEqual({ ...(value as object) }, { id: 5n, note: 'up' })
    assert.deepEqual(JSON.parse(encoded?.schema?.text ?? ''), point)
  })

  const unreadable: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ['nothing at all', Uint8Array.of(), /has 0 bytes/],
    ['too few bytes for an id', Uint8Array.of(0, 0, 0, 2), /has 4 bytes/],
    ['another first byte', Uint8Array.of(0x7b, 0, 0, 2, 0xc0, 1), /begins with the byte 123/],
    ['bytes that are missing', message(704, 10, 2, 40, 0x75), /^schema 704: .*note/],
    ['bytes that are left over', message(704, ...body, 0), /^schema 704: /],
    ['an id that the registry does not know', message(99, 1), /no schema 99: 40403/],
    ['a schema that is not Avro', message(3, 1), /schema 3 is not Avro, but PROTOBUF/],
    ['a schema that is broken', message(4, 1), /schema 4 cannot be used: /],
    ['the largest id', message(0x7fffffff, 1), /no schema 2147483647/],
    ['an id that can be none', message(0xffffffff, 1), /has -1 where a schema's id must be/],
  ]
  it('no bytes that it cannot read: an error of that record, with the reason', async () => {
    server.add(3, 'syntax = "proto3";', { schemaType: 'PROTOBUF' })
    server.add(4, { type: 'record', name: 'x' })
    const converter = await prepared(unreadable.map(([, bytes]) => record(bytes)))
    for (const [what, bytes, reason] of unreadable)
      assert.throws(
        () => converter.decode(bytes, origin),
        error => {
          assert.ok(ConnectError.is(error), what)
          assert.equal(error.code, 'RECORD_UNREADABLE', what)
          assert.match(error.message, reason, what)
          return true
        },
      )
    const before = server.paths.length
    await converter.prepareDecode?.(
      unreadable.map(([, bytes]) => record(bytes)),
      origin,
      waiter.signal,
    )
    assert.equal(server.paths.length, before, 'what is known to be unknown is not asked for again')
  })

  it('nothing while the registry is no registry: the task fails, whatever is tolerated', async () => {
    server.behaviour = () => ({ status: 404, body: 'Not Found' })
    await assert.rejects(prepared([record(message(704, ...body))]), { code: 'REGISTRY_FAILED', scope: 'task' })
  })

  it('nothing more once it is told to stop', async () => {
    server.behaviour = () => ({ status: 503 })
    const waiting = prepared([record(message(704, ...body))])
    waiter.giveUp()
    await assert.rejects(waiting, /gave up/)
  })
})
