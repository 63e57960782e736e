import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { avroFile } from '../../../../plugins/sink-pubsub/avro-file.ts'
import { ConnectError } from '../../../../runtime/api/errors.ts'
import { isAvroFile, readAvroFile } from '../../../../runtime/cli/pull/avro-file.ts'

const schema = { id: 1, text: '{"type":"string","doc":"ünï"}' }
const body = Buffer.from([0x06, ...Buffer.from('abc')])

const written = (): Buffer => {
  const { data } = avroFile({ format: 'confluent-avro', bytes: body, bodyStart: 0, schema })
  return Buffer.concat(data instanceof Uint8Array ? [data] : data.pieces)
}

describe('an Avro file in a message', () => {
  it('gives the schema and the record that the sink has put into it', () => {
    assert.ok(isAvroFile(written()))
    const file = readAvroFile(written())
    assert.equal(file.schema, schema.text)
    assert.deepEqual(Buffer.from(file.body), body)
  })

  it('is refused where it is cut off, wherever that is, or goes on', () => {
    const whole = written()
    for (let length = 4; length < whole.length; length++)
      assert.throws(
        () => readAvroFile(whole.subarray(0, length)),
        error => ConnectError.is(error),
      )
    assert.throws(() => readAvroFile(Buffer.concat([whole, Buffer.alloc(1)])), /1 bytes follow its record/)
  })

  it('is refused where it is compressed, or holds more than one record', () => {
    const deflated = Buffer.from(written().toString('latin1').replace('null', 'lzip'), 'latin1')
    assert.throws(() => readAvroFile(deflated), /compressed with lzip/)
    const two = written()
    two[two.length - 16 - body.length - 2] = 4
    assert.throws(() => readAvroFile(two), /a block of 2 records/)
  })
})
