import { isDeepStrictEqual } from 'node:util'
import type { Converter } from '../../converter.ts'
import { ConnectError } from '../../errors.ts'
import type { SchemaAndValue } from '../../record.ts'
import { broken, type Clause } from '../contract.ts'
import { copy } from '../copy.ts'
import { describeError, isRecordError } from '../errors.ts'
import {
  type ConverterSubject,
  type Decoded,
  decodeAll,
  decodeOrRefuse,
  describe,
  encodeAll,
  origin,
  prepare,
} from './subject.ts'

/** What a converter that can encode makes of values. */
export const writing: readonly Clause<ConverterSubject>[] = [
  {
    asks: 'What decode has read and encode has written must be read as the same again.',
    member: 'Converter.encode',
    says: 'The inverse of `decode`',
    async check({ create, readable }) {
      const converter = await create()
      await checkInverse(converter, await decodeAll(converter, readable))
    },
  },
  {
    asks: 'That must also hold for what a damaged payload is read as.',
    member: 'Converter.encode',
    says: 'The inverse of `decode`',
    async check({ create, doubtful }) {
      const converter = await create()
      await prepare(converter, doubtful)
      const read = doubtful.flatMap(payload => {
        const data = decodeOrRefuse(converter, payload)
        return ConnectError.is(data) ? [] : [{ payload, data }]
      })
      await checkInverse(converter, read)
    },
  },
  {
    asks: 'encode must leave the value as it is.',
    member: 'Converter.encode',
    says: 'Must not change the value',
    async check({ create, readable }) {
      const converter = await create()
      const read = await decodeAll(converter, readable)
      const before = copy(read.map(({ data }) => data.value))
      await encodeAll(converter, read.map(made))
      for (const [index, { payload, data }] of read.entries())
        if (!isDeepStrictEqual(data.value, before[index])) broken(`it changed the value of ${payload.label}`)
    },
  },
  {
    asks: 'encode must write or refuse whatever a transform may have made, by throwing an error of the scope record.',
    member: 'Converter.encode',
    says: 'Throws a record error for a value that it cannot write',
    async check({ create }) {
      const converter = await create()
      for (const value of strangers) {
        const data: SchemaAndValue = { schema: null, value }
        await converter.prepareEncode?.([data], origin, new AbortController().signal)
        checkWrittenOrRefused(converter, data)
      }
    },
  },
]

/** Also of a value that a transform has made, which has no bytes beside it. */
async function checkInverse(converter: Converter, read: readonly Decoded[]): Promise<void> {
  for (const values of [read.map(({ data }) => data), read.map(made)]) {
    const written = await encodeAll(converter, values)
    const payloads = written.map((bytes, index) => ({
      bytes,
      label: `what encode made of ${read[index]?.payload.label}`,
    }))
    for (const [index, { payload, data }] of (await decodeAll(converter, payloads)).entries()) {
      const first = read[index]
      if (first && !isDeepStrictEqual(data.value, first.data.value))
        broken(
          `${describe(first.payload)} was read, written as ${describe(payload)}, and is read as something else now`,
        )
    }
  }
}

const made = ({ data: { schema, value } }: Decoded): SchemaAndValue => ({ schema, value })

/** Values of every kind, of which a format may have no idea. */
const strangers: readonly unknown[] = [
  undefined,
  '',
  '\ud800',
  true,
  0.1,
  Number.NaN,
  2n ** 70n,
  new Date(Number.NaN),
  Uint8Array.of(0, 255),
  [[], {}],
  { __proto__: null, a: { b: new Map([[1, 2]]) } },
  Symbol('contract'),
  () => undefined,
]

function checkWrittenOrRefused(converter: Converter, data: SchemaAndValue): void {
  let bytes: unknown
  try {
    bytes = converter.encode(data, origin)
  } catch (error) {
    if (isRecordError(error)) return
    return broken(`for a value of the type ${typeof data.value} it threw no record error, but ${describeError(error)}`)
  }
  if (!(bytes instanceof Uint8Array))
    broken(`for a value of the type ${typeof data.value} it returned ${String(bytes)}, which are no bytes`)
}
