import type { Converter, Origin } from '../api/converter.ts'
import type { ConnectRecord, ConsumerRecord, SchemaAndValue } from '../api/record.ts'
import type { Reservation } from '../api/source.ts'
import { type Converting, decode } from './convert.ts'
import type { Within } from './make-part.ts'
import { at } from './place.ts'
import { wrongRecordResult } from './plugin-fault.ts'

/** Where a sink reads the bytes of values and a transform may have changed them: what makes bytes of them. */
export interface ValueEncoder {
  readonly converter: Converter
  /** Counts what was made until it is released. */
  readonly hold: (bytes: number) => Reservation
}

export interface Anew {
  readonly records: readonly ConnectRecord[]
  /** For the bytes that were made; undefined where none were. */
  readonly held: Reservation | undefined
}

export interface Encoding extends Converting {
  readonly signal: AbortSignal
  readonly within: Within
}

/**
 * Gives each value that a transform has changed its bytes. It becomes what they are read as, so that a sink sees beside them nothing
 * that they do not hold. Waits where the converter has to, for instance to register a schema.
 */
export async function encodeAnew(
  records: readonly ConnectRecord[],
  { converter, hold }: ValueEncoder,
  { takeError, place, signal, within }: Encoding,
): Promise<Anew> {
  const changed = records.filter(isChanged)
  const [first] = changed
  if (!first) return { records, held: undefined }
  const origin: Origin = { topic: first.original.topic, part: 'value' }
  const values = changed.map(({ value }) => value)
  if (converter.prepareEncode) await within(preparingEncode, () => converter.prepareEncode?.(values, origin, signal))
  const made = new Map<ConnectRecord, Uint8Array>()
  const each = { records: changed, takeError, place }
  attemptEach(each, record => made.set(record, encode(record.value, converter, origin)))
  const asRead = Array.from(made, ([{ original }, value]): ConsumerRecord => ({ ...original, value }))
  if (converter.prepareDecode) await within(preparingDecode, () => converter.prepareDecode?.(asRead, origin, signal))
  const kept: ConnectRecord[] = []
  attemptEach({ ...each, records }, record => {
    const bytes = made.get(record)
    if (bytes) kept.push({ ...record, value: decode(bytes, converter, origin) })
    else if (!isChanged(record)) kept.push(record)
  })
  const weight = [...made.values()].reduce((sum, bytes) => sum + bytes.length, 0)
  return { records: kept, held: hold(weight) }
}

const preparingEncode = { part: 'value converter', method: 'prepareEncode' } as const
const preparingDecode = { part: 'value converter', method: 'prepareDecode' } as const

const isChanged = ({ value }: ConnectRecord): boolean => value.value !== null && value.encoded === undefined

function encode(value: SchemaAndValue, converter: Converter, origin: Origin): Uint8Array {
  // A plugin may have been written without types.
  const bytes: unknown = converter.encode(value, origin)
  if (bytes instanceof Uint8Array) return bytes
  throw wrongRecordResult('encode', 'return bytes (a Uint8Array)', bytes)
}

interface Each extends Converting {
  readonly records: readonly ConnectRecord[]
}

function attemptEach({ records, takeError, place }: Each, step: (record: ConnectRecord) => unknown): void {
  const [first] = records
  if (first) place.enter(first.original, at.valueConverter)
  for (const record of records) {
    place.record(record.original.offset)
    try {
      step(record)
    } catch (error) {
      takeError(record.original, 'value converter', error)
    }
  }
  place.leave()
}
