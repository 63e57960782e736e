import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import avro from 'avsc'
import { readAvroFile } from '../../fixtures/read-avro-file.ts'
import { avroText, encodedValue } from './encoded-values.ts'
import { Receiver } from './published.ts'

const settings = { messageBodyFormat: 'avro-file' } as const

describe('messageBodyFormat=avro-file', () => {
  let receiver: Receiver
  before(async () => {
    receiver = await Receiver.start()
  })
  after(() => receiver.stop())
  const fileOf = async (text: string) => {
    const message = await receiver.message(encodedValue(text), settings)
    assert.ok(message, receiver.refusal)
    return message.data
  }

  for (const length of [0, 1, 60, 8_000, 80_000, 1_100_000]) {
    it(`gives a file of one record of ${length} characters, with its schema`, async () => {
      const text = 'é'.repeat(length / 2).padEnd(length, 'x')
      const { type, codec, records } = await readAvroFile(await fileOf(text))
      assert.deepEqual(type.schema(), avro.Type.forSchema(JSON.parse(avroText)).schema())
      assert.deepEqual(
        records.map(found => ({ ...(found as object) })),
        [{ s: text }],
      )
      assert.equal(codec, 'null')
    })
  }

  it('gives the same file for the same record', async () => {
    assert.deepEqual(await fileOf('again'), await fileOf('again'))
  })

  it('refuses a value that comes without its schema', async () => {
    assert.equal(await receiver.message(encodedValue('x', undefined, null), settings), undefined)
    assert.match(receiver.refusal, /^it cannot be published: its value comes without its schema/)
  })
})
