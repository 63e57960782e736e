import { parentPort } from 'node:worker_threads'
import { parseSchema } from '../../../../plugins/converter-avro/reader/index.ts'

const empty = { type: 'record', name: 'Empty', fields: [] }
const lists = { type: 'array', items: { type: 'array', items: { type: 'array', items: empty } } }

const size = 80_000
const counts = Buffer.alloc(size, Buffer.from('fe7f', 'hex'))
const billions = Buffer.alloc(size, Buffer.from('feffffff1f', 'hex'))
const messages: readonly (readonly [unknown, Buffer])[] = [
  [lists, billions],
  [lists, counts],
  [{ type: 'array', items: { type: 'record', name: 'Holder', fields: [{ name: 'e', type: empty }] } }, counts],
  [{ type: 'array', items: 'long' }, billions],
  [{ type: 'map', values: 'string' }, billions],
  [{ type: 'array', items: ['null', 'double'] }, counts],
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
