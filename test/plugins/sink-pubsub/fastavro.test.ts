import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { parseSchema } from '../../../plugins/converter-avro/reader/index.ts'
import { differencesFrom, readExactly } from '../../fixtures/alerts/alert-json.ts'
import { alertGenerator, alertSchemaText } from '../../fixtures/alerts/index.ts'
import { Receiver } from './published.ts'

const dump = readFileSync(new URL('../../cases/fastavro/alert-19.json', import.meta.url), 'utf8')

it('the JSON of an alert has what fastavro reads in it, every field (test/cases/fastavro)', async () => {
  const receiver = await Receiver.start()
  const avro = parseSchema({ text: alertSchemaText }, { enhancedSchemaSupport: true })
  const value = avro.reader('all').read(alertGenerator()(19), 5)
  const json = (await receiver.text({ schema: avro.schema, value })) ?? assert.fail(receiver.refusal)
  await receiver.stop()
  assert.deepEqual(differencesFrom(readExactly(dump), json), [])
  const others = dump.replace(/\d{18}/, id => `${BigInt(id) + 1n}`)
  assert.equal(differencesFrom(readExactly(others), json).length, 1)
})
