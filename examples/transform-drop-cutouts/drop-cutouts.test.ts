import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Schema } from 'psconnect/plugin'
import { checkTransform, connectRecord } from 'psconnect/plugin/testing'
import plugin from './index.ts'

const bytes: Schema = { type: 'bytes', optional: true }
const alertSchema: Schema = {
  type: 'struct',
  optional: false,
  name: 'alert',
  fields: [
    { name: 'alertId', schema: { type: 'int64', optional: false } },
    { name: 'cutoutScience', schema: bytes },
    { name: 'cutoutTemplate', schema: bytes },
  ],
}
const alert = { alertId: 7n, cutoutScience: new Uint8Array(9), cutoutTemplate: null }
const context = {
  log: { debug() {}, info() {}, warn() {}, error() {} },
  signal: new AbortController().signal,
}

it('keeps the contract', () =>
  checkTransform(plugin, {
    records: [connectRecord({ value: alert, valueSchema: alertSchema }), connectRecord({ value: alert })],
    refused: [connectRecord({ value: 'text' }), connectRecord({ value: new Uint8Array(3) })],
  }))

it('leaves out the images and what the schema says of them, and nothing else', async () => {
  const fields = plugin.config.fields.default ?? []
  const transform = await plugin.create({ fields }, context)
  const records = [1, 2].map(() => connectRecord({ value: alert, valueSchema: alertSchema }))
  const [first, second] = records.map(record => transform.apply(record))
  assert.deepEqual(first?.value.value, { alertId: 7n })
  assert.deepEqual(first?.value.schema, { ...alertSchema, fields: alertSchema.fields?.slice(0, 1) })
  assert.equal(first?.value.schema, second?.value.schema)
  assert.equal(Object.hasOwn(first?.value ?? {}, 'encoded'), false)
})

it('lets a record without a value through', async () => {
  const transform = await plugin.create({ fields: ['cutoutScience'] }, context)
  const tombstone = connectRecord({ value: null })
  assert.equal(transform.apply(tombstone), tombstone)
})
