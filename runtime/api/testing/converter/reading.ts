import { isDeepStrictEqual } from 'node:util'
import type { Converter } from '../../converter.ts'
import { broken, type Clause } from '../contract.ts'
import { copyBytes } from '../copy.ts'
import { misfitOf } from '../misfit.ts'
import { type ConverterSubject, type Decoded, decodeAll, describe, origin, type Payload, prepare } from './subject.ts'

/** What a converter makes of payloads that it must be able to read. */
export const reading: readonly Clause<ConverterSubject>[] = [
  {
    asks: 'create must give an object with the methods decode and encode.',
    member: 'Converter',
    says: 'Turns the bytes of a key, value or header into a value with its schema, and back.',
    first: true,
    async check({ create }) {
      const converter = await create()
      for (const method of ['decode', 'encode'] as const)
        if (typeof converter?.[method] !== 'function') broken(`it has no method ${method}`)
    },
  },
  {
    asks: 'decode must read what it is made for, and return { schema, value }, not a promise.',
    member: 'Converter.decode',
    says: 'Synchronous, because it runs for every record.',
    first: true,
    async check({ create, readable }) {
      await decodeAll(await create(), readable)
    },
  },
  {
    asks: 'A value must be of the type that its schema says.',
    member: 'Schema',
    says: 'In JavaScript the values are: number (int8, int16, int32, float32, float64), bigint (int64), boolean, string, Uint8Array (bytes), array, Map (map), and a plain object with a property per field (struct).',
    async check({ create, readable }) {
      for (const { payload, data } of await decodeAll(await create(), readable)) {
        const misfit = misfitOf(data)
        if (misfit) broken(`in what it read of ${payload.label}, ${misfit}`)
      }
    },
  },
  {
    asks: 'What is read with one schema must share one schema object.',
    member: 'SchemaAndValue',
    says: 'one shared object per schema, never one per record',
    async check({ create, readable }) {
      const converter = await create()
      const once = await decodeAll(converter, readable)
      for (const [index, { payload, data }] of (await decodeAll(converter, readable)).entries())
        if (once[index]?.data.schema !== data.schema)
          broken(`of ${payload.label}, read twice, it made two schema objects: make each once, outside of decode`)
    },
  },
  {
    asks: 'A converter with a format must give the bytes a value was read from as `encoded`, and one without must not.',
    member: 'ConverterPlugin.format',
    says: 'What `encoded.format` says of the values it decodes; without it they carry no `encoded`.',
    async check({ create, readable, format }) {
      for (const decoded of await decodeAll(await create(), readable)) checkEncoded(decoded, format)
    },
  },
  {
    asks: 'decode must make the same of the same bytes, however often it is asked.',
    member: 'Converter.decode',
    says: 'May be called more than once with the same bytes',
    async check({ create, readable }) {
      const converter = await create()
      const once = await decodeAll(converter, readable)
      for (const [index, { payload, data }] of (await decodeAll(converter, readable.toReversed()))
        .toReversed()
        .entries())
        if (!isDeepStrictEqual(once[index]?.data.value, data.value))
          broken(`it read ${payload.label} twice and made two different values of it`)
    },
  },
  {
    asks: 'decode must leave the bytes as they are.',
    member: 'Converter.decode',
    says: 'Must not keep or change `bytes`; may return views of them.',
    async check({ create, readable, doubtful }) {
      const converter = await create()
      const payloads = [...readable, ...doubtful]
      await prepare(converter, payloads)
      for (const payload of payloads) checkUnchanged(converter, payload)
    },
  },
  {
    asks: 'decode must not keep the bytes: once a record is done with, others take their place.',
    member: 'Converter.decode',
    says: 'Must not keep or change `bytes`; may return views of them.',
    async check({ create, readable }) {
      const expected = (await decodeAll(await create(), readable)).map(({ data }) => data.value)
      const converter = await create()
      const room = new Uint8Array(Math.max(...readable.map(({ bytes }) => bytes.length)))
      for (const [index, { bytes, label }] of readable.entries()) {
        const payload = { bytes: room.subarray(0, bytes.length), label }
        payload.bytes.set(bytes)
        const [read] = await decodeAll(converter, [payload])
        if (!isDeepStrictEqual(read?.data.value, expected[index]))
          broken(`it read ${label} otherwise after another payload had been at the same place in memory`)
        room.fill(0xa5)
      }
    },
  },
]

function checkEncoded({ payload, data: { encoded } }: Decoded, format: string | undefined): void {
  if (format === undefined) {
    if (encoded) broken(`what it read of ${payload.label} has \`encoded\`, but the plugin declares no format`)
    return
  }
  if (!encoded)
    return broken(`what it read of ${payload.label} has no \`encoded\`, but the plugin declares the format ${format}`)
  if (encoded.format !== format) broken(`the format of \`encoded\` is ${encoded.format}, not ${format}`)
  if (!isDeepStrictEqual([...encoded.bytes], [...payload.bytes]))
    broken(`\`encoded.bytes\` are not those of ${describe(payload)}`)
  if (!(encoded.bodyStart >= 0 && encoded.bodyStart <= encoded.bytes.length))
    broken(`\`encoded.bodyStart\` is ${encoded.bodyStart}, of ${encoded.bytes.length} bytes`)
}

/** What it throws is for other clauses to judge. */
function checkUnchanged(converter: Converter, payload: Payload): void {
  const before = copyBytes(payload.bytes)
  try {
    converter.decode(payload.bytes, origin)
  } catch {}
  if (Buffer.compare(before, payload.bytes) !== 0)
    broken(`it changed ${describe({ ...payload, bytes: before })}, which is ${describe(payload)} now`)
}
