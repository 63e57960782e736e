import assert from 'node:assert/strict'
import { it } from 'node:test'
import avro from 'avsc'
import { ConnectError } from 'psconnect/plugin'
import { checkConverter } from 'psconnect/plugin/testing'
import plugin from './index.ts'

/** As small as an alert of ZTF's can be made. */
const alertSchema: avro.Schema = {
  type: 'record',
  name: 'alert',
  namespace: 'ztf',
  fields: [
    { name: 'objectId', type: 'string' },
    { name: 'candid', type: 'long' },
    { name: 'candidate', type: { type: 'record', name: 'candidate', fields: [{ name: 'magpsf', type: 'float' }] } },
    { name: 'prv_candidates', type: [{ type: 'array', items: 'ztf.candidate' }, 'null'] },
    { name: 'cutoutScience', type: ['null', 'bytes'] },
  ],
}

/** A file as others write it: avsc does, here, and it puts all records into one block. */
async function fileOf(
  values: readonly unknown[],
  schema: avro.Schema = alertSchema,
  codec: 'null' | 'deflate' = 'null',
): Promise<Buffer> {
  const encoder = new avro.streams.BlockEncoder(avro.Type.forSchema(schema), { codec })
  for (const value of values) encoder.write(value)
  encoder.end()
  const chunks: Buffer[] = []
  for await (const chunk of encoder) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const alert = {
  objectId: 'ZTF18abc',
  candid: 912345678901234,
  candidate: { magpsf: 18.5 },
  prv_candidates: [{ magpsf: 18.25 }],
  cutoutScience: Buffer.from('image'),
}
const origin = { topic: 'ztf', part: 'value' } as const
const context = {
  log: { debug() {}, info() {}, warn() {}, error() {} },
  signal: new AbortController().signal,
  needs: 'all',
  retrying() {},
  figure() {},
} as const

it('keeps the contract', async () => {
  const schema: avro.Schema = { type: 'record', name: 'tiny', fields: [{ name: 'mag', type: ['null', 'float'] }] }
  const file = await fileOf([{ mag: 18.5 }], schema)
  await checkConverter(plugin, {
    readable: [file, await fileOf([{ mag: null }], schema, 'deflate')],
    unreadable: [
      Buffer.alloc(0),
      Buffer.from('Obj\x02nothing'),
      await fileOf([{ mag: 1 }, { mag: 2 }], schema),
      // A codec of the same length that is not read here.
      Buffer.from(file.toString('latin1').replace('\x08null', '\x08zlib'), 'latin1'),
    ],
  })
})

it('reads a message with the schema that it brings, packed or not', async () => {
  const converter = await plugin.create({}, context)
  for (const codec of ['null', 'deflate'] as const) {
    const { value, schema } = converter.decode(await fileOf([alert], alertSchema, codec), origin)
    assert.deepEqual(JSON.parse(text(value)), JSON.parse(text(alert)))
    assert.deepEqual(
      schema?.fields?.map(field => [field.name, field.schema.type, field.schema.optional]),
      [
        ['objectId', 'string', false],
        ['candid', 'int64', false],
        ['candidate', 'struct', false],
        ['prv_candidates', 'array', true],
        ['cutoutScience', 'bytes', true],
      ],
    )
  }
})

/** What is a number to avsc is a bigint here. */
const text = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? Number(part) : part))

it('gives one schema to all messages that were written with the same', async () => {
  const converter = await plugin.create({}, context)
  const file = await fileOf([alert])
  assert.equal(converter.decode(file, origin).schema, converter.decode(Buffer.from(file), origin).schema)
})

it('keeps ids beyond 2^53 to the last digit', async () => {
  const converter = await plugin.create({}, context)
  const { schema, value } = converter.decode(await fileOf([alert]), origin)
  const candid = 2n ** 60n + 1n
  const written = converter.encode({ schema, value: { ...(value as object), candid } }, origin)
  assert.equal((converter.decode(written, origin).value as { candid: bigint }).candid, candid)
})

it('writes a changed value with the schema it was read with, and gives unchanged bytes as they came', async () => {
  const converter = await plugin.create({}, context)
  const file = await fileOf([alert], alertSchema, 'deflate')
  const { schema, value, ...read } = converter.decode(file, origin)
  assert.equal(converter.encode({ schema, value, ...read }, origin), file)
  const written = converter.encode({ schema, value: { ...(value as object), objectId: 'other' } }, origin)
  const again = converter.decode(written, origin)
  assert.equal((again.value as { objectId: string }).objectId, 'other')
  assert.throws(() => converter.encode({ schema: null, value }, origin), /only a value that was read/)
})

it('says where a message ends too early', async () => {
  const converter = await plugin.create({}, context)
  assert.throws(
    () => converter.decode(Buffer.from('Obj\x01\x02'), origin),
    error => ConnectError.is(error) && error.position === 5,
  )
})

it('says of what it cannot read why', async () => {
  const converter = await plugin.create({}, context)
  const file = await fileOf([alert])
  const cases: readonly [Buffer, RegExp][] = [
    [Buffer.from('{"json": true}, and long enough for a header'), /no Avro file/],
    [file.subarray(0, -1), /ends too early/],
    [await fileOf([alert, alert]), /one record, in one block/],
    [await fileOf(['a'], ['string', 'int', 'null']), /a union must be of null and one other/],
  ]
  for (const [bytes, message] of cases)
    assert.throws(
      () => converter.decode(bytes, origin),
      error => ConnectError.is(error) && error.code === 'RECORD_UNREADABLE' && message.test(error.message),
    )
})
