import assert from 'node:assert/strict'
import { it } from 'node:test'
import { ConnectError, type Schema } from 'psconnect/plugin'
import { checkTransform, connectRecord } from 'psconnect/plugin/testing'
import plugin from './index.ts'

const id: Schema = { type: 'int64', optional: true }
const inner: Schema = { type: 'struct', optional: true, fields: [{ name: 'diaObjectId', schema: id }] }
const valueSchema: Schema = { type: 'struct', optional: false, fields: [{ name: 'diaSource', schema: inner }] }
const alert = (diaSource: object | null) => connectRecord({ value: { diaSource }, valueSchema })
const config = { field: 'diaSource.diaObjectId' }
const context = {
  log: { debug() {}, info() {}, warn() {}, error() {} },
  signal: new AbortController().signal,
}

it('keeps the contract', () =>
  checkTransform(plugin, {
    config,
    records: [alert({ diaObjectId: 5n }), alert(null), connectRecord({ value: { diaSource: { diaObjectId: 5n } } })],
    refused: [alert({}), connectRecord({ value: 'text' }), connectRecord({ value: null })],
  }))

it('makes the field the key, with its schema, and leaves the value as it is', async () => {
  const transform = await plugin.create(config, context)
  const record = alert({ diaObjectId: 5n })
  const changed = transform.apply(record)
  assert.deepEqual(changed?.key, { schema: id, value: 5n })
  assert.equal(changed?.value, record.value)
})

it('gives no key where something on the way is null', async () => {
  const transform = await plugin.create(config, context)
  assert.equal(transform.apply(alert(null))?.key.value, null)
  assert.equal(transform.apply(alert({ diaObjectId: null }))?.key.value, null)
})

it('refuses a value without the field, and says what is not there', async () => {
  const transform = await plugin.create(config, context)
  assert.throws(
    () => transform.apply(alert({ other: 1 })),
    error =>
      ConnectError.is(error) &&
      /diaSource\.diaObjectId cannot be the key: the value has no diaObjectId/.test(error.message),
  )
})

it('says what it reads, so that nothing else of the value need be decoded', () => {
  assert.deepEqual(plugin.valueNeeds?.(config), [['diaSource', 'diaObjectId']])
  assert.match(plugin.config.field.problem?.('diaSource.') ?? '', /names with a dot between/)
})
