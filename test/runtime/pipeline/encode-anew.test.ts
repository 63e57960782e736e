import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Converter } from '../../../runtime/api/converter.ts'
import type { ConnectRecord, SchemaAndValue } from '../../../runtime/api/record.ts'
import { encodeAnew } from '../../../runtime/pipeline/encode-anew.ts'
import type { Within } from '../../../runtime/pipeline/make-part.ts'
import { nowhere } from '../support/unwatched.ts'

const within: Within = async (_, work) => work()
const unseen = { place: nowhere(), within }
const format = 'frames'
const encoded = { bytes: Uint8Array.of(9), bodyStart: 0, format }
const record = (value: SchemaAndValue): ConnectRecord => ({
  topic: 'routed',
  timestamp: null,
  key: { schema: null, value: null },
  value,
  headers: [],
  original: {
    topic: 'alerts',
    partition: 0,
    offset: 0n,
    timestamp: null,
    key: null,
    value: Uint8Array.of(9),
    headers: [],
  },
})
const changed = (text: unknown) => record({ schema: null, value: text })

/** Frames text with a zero byte, and writes down what is asked of it. */
function framing() {
  const asked: string[] = []
  const converter: Converter = {
    prepareEncode: async (batch, { topic, part }) => void asked.push(`encode ${batch.length} of ${topic} ${part}`),
    encode({ value }) {
      if (typeof value !== 'string') throw new Error('no text')
      return Buffer.from(`\0${value}`)
    },
    prepareDecode: async (batch, { topic, part }) => void asked.push(`decode ${batch.length} of ${topic} ${part}`),
    decode: bytes => ({
      schema: null,
      value: Buffer.from(bytes.subarray(1)).toString(),
      encoded: { bytes, bodyStart: 1, format },
    }),
  }
  let held = 0
  const hold = (bytes: number) => {
    held += bytes
    return { resize: () => assert.fail(), release: () => void (held -= bytes) }
  }
  return { encoder: { converter, hold }, asked, held: () => held }
}
const signal = new AbortController().signal
const noError = (_: unknown, stage: string, error: unknown) => assert.fail(`${stage}: ${String(error)}`)

it('gives what a transform has changed its bytes, preparing once for all of it, under the topic that was read', async () => {
  const { encoder, asked } = framing()

  const { records } = await encodeAnew([changed('one'), changed('two')], encoder, {
    ...unseen,
    takeError: noError,
    signal,
  })

  assert.deepEqual(
    records.map(({ value }) => [
      value.value,
      value.encoded && Buffer.from(value.encoded.bytes).toString(),
      value.encoded?.bodyStart,
    ]),
    [
      ['one', '\0one', 1],
      ['two', '\0two', 1],
    ],
  )
  assert.deepEqual(asked, ['encode 2 of alerts value', 'decode 2 of alerts value'])
})

it('leaves alone what has its bytes and what is null', async () => {
  const { encoder, asked, held } = framing()
  const records = [record({ schema: null, value: 1, encoded }), changed(null)]

  assert.deepEqual(await encodeAnew(records, encoder, { ...unseen, takeError: noError, signal }), {
    records,
    held: undefined,
  })
  assert.deepEqual([asked, held()], [[], 0])
})

it('counts the bytes that it made until they are released', async () => {
  const { encoder, held } = framing()

  const anew = await encodeAnew([changed('one')], encoder, { ...unseen, takeError: noError, signal })

  assert.equal(held(), 4)
  anew.held?.release()
  assert.equal(held(), 0)
})

it('hands what cannot be encoded to whoever decides about it, and keeps the order of the others', async () => {
  const { encoder } = framing()
  const taken: string[] = []
  const takeError = (_: unknown, stage: string, error: unknown) => void taken.push(`${stage} ${String(error)}`)

  const { records } = await encodeAnew(
    [changed('one'), changed(2), record({ schema: null, value: 3, encoded })],
    encoder,
    { ...unseen, takeError, signal },
  )

  assert.deepEqual(
    records.map(({ value }) => value.value),
    ['one', 3],
  )
  assert.deepEqual(taken, ['value converter Error: no text'])
})
