import { parentPort } from 'node:worker_threads'
import { parseSchema } from '../../../../plugins/converter-avro/reader/index.ts'

const empty = { type: 'record', name: 'Empty', fields: [] }
const lists = { type: 'array', items: { type: 'array', items: { type: 'array', items: empty } } }

const nothings = Array.from({ length: 900 }, (_, index) => ({ name: `n${index}`, type: index === 0 ? empty : 'Empty' }))
const wide = { type: 'record', name: 'Wide', fields: [{ name: 'b', type: 'boolean' }, ...nothings] }
const fixeds = Array.from({ length: 60 }, (_, index) => ({ type: 'fixed', name: `F${index}`, size: 1 }))

const size = 80_000
/** A list of so many items of these bytes, all of them there. */
const listOf = (item: readonly number[]): Buffer =>
  Buffer.concat([Buffer.from('80e209', 'hex'), Buffer.alloc(80_000 * item.length, Buffer.from(item)), Buffer.from([0])])
const counts = Buffer.alloc(size, Buffer.from('fe7f', 'hex'))
const billions = Buffer.alloc(size, Buffer.from('feffffff1f', 'hex'))
const messages: readonly (readonly [unknown, Buffer])[] = [
  [lists, billions],
  [lists, counts],
  [{ type: 'array', items: { type: 'record', name: 'Holder', fields: [{ name: 'e', type: empty }] } }, counts],
  [{ type: 'array', items: 'long' }, billions],
  [{ type: 'map', values: 'string' }, billions],
  [{ type: 'array', items: ['null', 'double'] }, counts],
  [{ type: 'array', items: wide }, listOf([0])],
  [{ type: 'array', items: ['null', 'int', wide] }, listOf([4, 0])],
  [{ type: 'array', items: ['null', 'int', ...fixeds] }, listOf([2, 2])],
  ['string', billions],
  ['bytes', billions],
]

/** In a thread of little memory: what would become gigabytes if counts were believed. */
let refused = 0
for (const [schema, bytes] of messages) {
  const { read } = parseSchema({ text: JSON.stringify(schema) }, { enhancedSchemaSupport: false }).reader('all')
  try {
    read(bytes, 0)
  } catch {
    refused += 1
  }
}
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.postMessage(refused)
