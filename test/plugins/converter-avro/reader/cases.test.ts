import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, it } from 'node:test'
import { avroSchemaOf, parseSchema } from '../../../../plugins/converter-avro/reader/index.ts'
import { type Json, parseJson, printJson } from '../../../../plugins/converter-avro/reader/json.ts'
import { untag } from './tagged.ts'

interface Case {
  readonly schema: Json
  readonly enhanced?: boolean
  readonly value: unknown
  /** As fastavro wrote it. */
  readonly bytes: string
  readonly connect?: unknown
}

const cases = globSync('test/cases/avro/*.json').map(file => ({
  name: basename(file, '.json'),
  ...(parseJson(readFileSync(file, 'utf8')) as unknown as Case),
}))

describe('the cases of test/cases/avro', () => {
  it('are there', () => assert.ok(cases.length >= 9))

  for (const { name, schema, enhanced = false, value, bytes, connect } of cases) {
    const avro = parseSchema({ text: printJson(schema) }, { enhancedSchemaSupport: enhanced })
    const encoded = Buffer.from(bytes, 'hex')

    it(`${name}: what fastavro wrote is read`, () => {
      assert.deepStrictEqual(avro.reader('all').read(encoded, 0), untag(value))
    })

    it(`${name}: the same bytes are written`, () => {
      assert.equal(Buffer.from(avro.encode(untag(value))).toString('hex'), bytes)
    })

    it(`${name}: an Avro schema made of the Connect schema reads and writes the same`, () => {
      const again = parseSchema(
        { text: avroSchemaOf(avro.schema, { enhancedSchemaSupport: true }) },
        { enhancedSchemaSupport: enhanced },
      )
      assert.deepStrictEqual(again.schema, avro.schema)
      assert.deepStrictEqual(again.reader('all').read(again.encode(untag(value)), 0), untag(value))
    })

    if (connect !== undefined)
      it(`${name}: has the schema that Confluent's converter gives it`, () => {
        assert.deepStrictEqual(avro.schema, withDefaults(connect))
      })
  }
})

/** Default values are tagged, as values are. */
function withDefaults(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema), function untagDefault(this: unknown, key, value: unknown) {
    return key === 'default' && typeof value === 'object' ? untag(value) : value
  })
}
