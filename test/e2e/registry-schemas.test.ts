import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Schema, SchemaAndValue } from 'psconnect/plugin'
import type { AvroConfig } from '../../plugins/converter-avro/config.ts'
import avro from '../../plugins/converter-avro/index.ts'
import { avroConfig } from '../plugins/converter-avro/avro-config.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { uniqueName } from './support/alerts-topic.ts'

const point: Schema = {
  type: 'struct',
  optional: false,
  name: 'sky.point',
  fields: [
    { name: 'id', schema: { type: 'int64', optional: false } },
    { name: 'band', schema: { type: 'string', optional: true } },
  ],
}
const data: SchemaAndValue = { schema: point, value: { id: 9_007_199_254_740_993n, band: 'g' } }

describe('the real registry', { skip: cannotStart(['registry']) }, () => {
  let stack: JoinedStack<'registry'>
  before(async () => {
    stack = await joinStack(['registry'])
  })
  after(() => stack?.leave())

  const { signal } = new AbortController()
  const create = (keys: Partial<AvroConfig>) => {
    const log = { debug() {}, info() {}, warn: unexpected, error: unexpected }
    return avro.create(avroConfig([stack.addresses.registry], keys), {
      log,
      signal,
      needs: 'all',
      retrying() {},
      figure() {},
    })
  }
  const write = async (keys: Partial<AvroConfig>) => {
    const converter = await create(keys)
    await converter.prepareEncode?.([data], origin, signal)
    return converter.encode(data, origin)
  }
  const read = async (value: Uint8Array) => {
    const converter = await create({})
    const record = { topic: 't', partition: 0, offset: 0n, timestamp: null, key: null, value, headers: [] }
    await converter.prepareDecode?.([record], origin, signal)
    return converter.decode(value, origin)
  }

  it('registers what is written, and gives it back to who reads, with its version', async () => {
    const { schema, value, encoded } = await read(await write({ 'subject.name': uniqueName('alert-packet') }))
    assert.deepEqual({ ...(value as object) }, data.value)
    assert.equal(schema?.name, 'sky.point')
    assert.equal(encoded?.schema?.version, 1)
  })

  it('finds what is registered, and the newest of a subject', async () => {
    const subject = { 'subject.name': uniqueName('alert-packet') }
    const lookUp = { ...subject, 'auto.register.schemas': false }
    await assert.rejects(write(lookUp), { code: 'RECORD_UNREADABLE', message: /is not registered under the subject/ })
    const bytes = await write(subject)
    assert.deepEqual(await write(lookUp), bytes)
    assert.deepEqual(await write({ ...lookUp, 'use.latest.version': true }), bytes)
  })

  it('gives what a schema refers to', async () => {
    const band = uniqueName('band')
    await register(band, { schema: '{"type":"enum","name":"sky.band","symbols":["g","r"]}' })
    const id = await register(uniqueName('filter'), {
      schema: '{"type":"record","name":"sky.filter","fields":[{"name":"band","type":"sky.band"}]}',
      references: [{ name: 'sky.band', subject: band, version: 1 }],
    })
    const { value, encoded } = await read(Uint8Array.of(0, id >>> 24, id >>> 16, id >>> 8, id, 2))
    assert.deepEqual({ ...(value as object) }, { band: 'r' })
    assert.match(encoded?.schema?.text ?? '', /"symbols"/)
  })

  const register = async (subject: string, schema: object) => {
    const response = await fetch(`${stack.addresses.registry}/subjects/${subject}/versions`, {
      method: 'POST',
      headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
      body: JSON.stringify(schema),
    })
    return ((await response.json()) as { id: number }).id
  }
})

const origin = { topic: 't', part: 'value' } as const

function unexpected(_: object, message: string): never {
  throw new Error(message)
}
