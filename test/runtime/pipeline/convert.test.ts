import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Converter, Origin } from '../../../runtime/api/converter.ts'
import type { ConsumerRecord } from '../../../runtime/api/record.ts'
import { convert, prepare } from '../../../runtime/pipeline/convert.ts'
import { nowhere } from '../support/unwatched.ts'

const record = (offset: bigint, parts: Partial<ConsumerRecord> = {}): ConsumerRecord => ({
  topic: 'alerts',
  partition: 3,
  offset,
  timestamp: 5n,
  key: null,
  value: null,
  headers: [],
  ...parts,
})
/** Says what it was given; refuses an empty array. */
const telling: Converter = {
  decode(bytes, { topic, part }) {
    if (bytes.length === 0) throw new Error('empty')
    return { schema: null, value: `${topic} ${part} ${bytes.join()}` }
  },
  encode: () => new Uint8Array(),
}
const converters = { key: telling, value: telling, header: telling }
const noError = (_: ConsumerRecord, stage: string) => assert.fail(stage)

it('converts key, value and headers, and keeps what was read', () => {
  const original = record(1n, {
    key: Uint8Array.of(1),
    value: Uint8Array.of(2),
    headers: [{ key: 'h', value: Uint8Array.of(3) }],
  })

  const [converted] = convert([original], converters, { takeError: noError, place: nowhere() })

  assert.deepEqual(converted, {
    topic: 'alerts',
    timestamp: 5n,
    key: { schema: null, value: 'alerts key 1' },
    value: { schema: null, value: 'alerts value 2' },
    headers: [{ key: 'h', value: { schema: null, value: 'alerts header 3' } }],
    original,
  })
})

it('never shows a null to a converter', () => {
  const [converted] = convert([record(1n, { headers: [{ key: 'h', value: null }] })], converters, {
    takeError: noError,
    place: nowhere(),
  })

  assert.deepEqual(converted?.key, { schema: null, value: null })
  assert.deepEqual(converted?.value, { schema: null, value: null })
  assert.deepEqual(converted?.headers, [{ key: 'h', value: { schema: null, value: null } }])
})

it('skips a record with an error that may be skipped, and says where it comes from', () => {
  const bad = new Uint8Array()
  const batch = [
    record(1n, { key: bad }),
    record(2n, { value: bad }),
    record(3n, { headers: [{ key: 'h', value: bad }] }),
    record(4n),
  ]
  const errors: unknown[] = []

  const converted = convert(batch, converters, {
    place: nowhere(),
    takeError: ({ offset }, stage, error) => void errors.push([offset, stage, String(error)]),
  })

  assert.deepEqual(
    converted.map(({ original }) => original.offset),
    [4n],
  )
  assert.deepEqual(errors, [
    [1n, 'key converter', 'Error: empty'],
    [2n, 'value converter', 'Error: empty'],
    [3n, 'header converter', 'Error: empty'],
  ])
})

it('names the topic of each record, where a batch holds several', () => {
  const value = Uint8Array.of(1)

  const converted = convert([record(1n, { value }), record(2n, { value, topic: 'other' })], converters, {
    takeError: noError,
    place: nowhere(),
  })

  assert.deepEqual(
    converted.map(one => one.value.value),
    ['alerts value 1', 'other value 1'],
  )
})

it('prepares only the converters that ask for it, and waits for nothing where none does', async () => {
  const prepared: Origin[] = []
  const preparing: Converter = { ...telling, prepareDecode: async (_, origin) => void prepared.push(origin) }
  const { signal } = new AbortController()

  assert.equal(prepare([record(1n)], converters, { signal, within: (_, work) => Promise.resolve(work()) }), undefined)
  await prepare(
    [record(1n)],
    { ...converters, value: preparing },
    { signal, within: (_, work) => Promise.resolve(work()) },
  )

  assert.deepEqual(prepared, [{ topic: 'alerts', part: 'value' }])
})

it('refuses a schema that is only the name of a type', () => {
  const named = { ...telling, decode: () => ({ schema: 'string' as never, value: 'text' }) }
  const errors: unknown[] = []

  convert(
    [record(1n, { value: new Uint8Array(1) })],
    { ...converters, value: named },
    {
      takeError: (_record, stage, error) => errors.push(`${stage}: ${String(error)}`),
      place: nowhere(),
    },
  )

  assert.deepEqual(errors, [
    "value converter: ConnectError: decode() must return a schema such as { type: 'string', optional: false }, or null, and gave a string",
  ])
})

it('takes a value that was not made only where its bytes come instead', () => {
  const encoded = { bytes: Uint8Array.of(1), bodyStart: 0, format: 'f' }
  const refused: string[] = []
  const takeError = (_: ConsumerRecord, stage: string, error: unknown) =>
    void refused.push(`${stage}: ${String(error)}`)
  const [made, ...others] = [{ encoded }, {}].flatMap(rest => {
    const value: Converter = { ...telling, decode: () => ({ schema: null, value: undefined, ...rest }) }
    const read = record(1n, { value: Uint8Array.of(1) })
    return convert([read], { ...converters, value }, { takeError, place: nowhere() })
  })
  assert.deepEqual(made?.value, { schema: null, value: undefined, encoded })
  assert.deepEqual(others, [])
  assert.equal(refused.length, 1)
  assert.match(refused.join(), /^value converter: .*decode\(\) must return \{ schema, value \}/)
})
