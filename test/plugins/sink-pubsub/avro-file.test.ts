import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, describe, it } from 'node:test'
import avro from 'avsc'
import { avroText, encodedValue } from './encoded-values.ts'
import { Receiver } from './published.ts'

const settings = { messageBodyFormat: 'avro-file' } as const

/** What a reader that knows nothing but the file finds in it. */
async function readFile(file: Buffer) {
  const decoder = new avro.streams.BlockDecoder()
  const metadata = once(decoder, 'metadata')
  const records: unknown[] = []
  decoder.on('data', found => records.push(found))
  decoder.end(file)
  const [[type, codec]] = await Promise.all([metadata, once(decoder, 'end')])
  return { schema: type.schema(), codec, records }
}

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
      const { schema, codec, records } = await readFile(await fileOf(text))
      assert.deepEqual(schema, avro.Type.forSchema(JSON.parse(avroText)).schema())
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
    assert.match(receiver.refusal, /offset 0 cannot be published: its value comes without its schema/)
  })
})
