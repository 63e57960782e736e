import type { Converter, Origin } from '../api/converter.ts'
import type { ConnectRecord, ConsumerRecord, SchemaAndValue } from '../api/record.ts'
import type { Within } from './make-part.ts'
import { at, type Place } from './place.ts'
import { wrongRecordResult } from './plugin-fault.ts'

export interface Converters {
  readonly key: Converter
  readonly value: Converter
  readonly header: Converter
}

/** The parts of the pipeline that an error of a record may come from. A transform is called as the connector's file names it. */
export type Stage = 'key converter' | 'value converter' | 'header converter' | `transform ${string}` | 'sink'

/** Takes note of a record that goes no further. */
export type TakeRecordError = (record: ConsumerRecord, stage: Stage, error: unknown) => void

// One object each for what most records have, so that no record pays for it.
const nothing: SchemaAndValue = Object.freeze({ schema: null, value: null })
const noHeaders: ConnectRecord['headers'] = Object.freeze([])

interface Origins {
  readonly key: Origin
  readonly value: Origin
  readonly header: Origin
}

/** Lets the converters wait for what a batch needs; undefined where none of them has to. */
export function prepare(
  batch: readonly ConsumerRecord[],
  { key, value, header }: Converters,
  { signal, within }: { readonly signal: AbortSignal; readonly within: Within },
): Promise<unknown> | undefined {
  const first = batch[0]
  if (!first || !(key.prepareDecode || value.prepareDecode || header.prepareDecode)) return undefined
  const origins = originsOf(first.topic)
  const one = (part: 'key' | 'value' | 'header', converter: Converter) =>
    converter.prepareDecode &&
    within({ part: `${part} converter`, method: 'prepareDecode' }, () =>
      converter.prepareDecode?.(batch, origins[part], signal),
    )
  return Promise.all([one('key', key), one('value', value), one('header', header)])
}

export interface Converting {
  readonly takeError: TakeRecordError
  readonly place: Place
}

/** Turns what was read into what the sink takes. Runs for every record, so it makes no closure and waits for nothing. */
export function convert(
  batch: readonly ConsumerRecord[],
  converters: Converters,
  { takeError, place }: Converting,
): ConnectRecord[] {
  const converted: ConnectRecord[] = []
  const [first] = batch
  if (!first) return converted
  const { key, value, header } = converters
  let origins = originsOf(first.topic)
  place.enter(first, at.keyConverter)
  for (const original of batch) {
    if (original.topic !== origins.key.topic) origins = originsOf(original.topic)
    place.record(original.offset)
    let stage: Stage = 'key converter'
    try {
      place.stage(at.keyConverter)
      const convertedKey = decode(original.key, key, origins.key)
      stage = 'value converter'
      place.stage(at.valueConverter)
      const convertedValue = decode(original.value, value, origins.value)
      stage = 'header converter'
      place.stage(at.headerConverter)
      const headers = decodeHeaders(original.headers, header, origins.header)
      const { topic, timestamp } = original
      converted.push({ topic, timestamp, key: convertedKey, value: convertedValue, headers, original })
    } catch (error) {
      takeError(original, stage, error)
    }
  }
  place.leave()
  return converted
}

/** A null never reaches a converter. */
export function decode(bytes: Uint8Array | null, converter: Converter, origin: Origin): SchemaAndValue {
  if (bytes === null) return nothing
  // A plugin may have been written without types.
  const made: Partial<SchemaAndValue> | null | undefined = converter.decode(bytes, origin)
  // A value of which nothing but its bytes is needed need not be made: that one is undefined.
  if (made?.schema === undefined || (made.value === undefined && !made.encoded))
    throw wrongRecordResult('decode', 'return { schema, value }, each null where there is none', made)
  if (typeof made.schema !== 'object')
    throw wrongRecordResult(
      'decode',
      "return a schema such as { type: 'string', optional: false }, or null",
      made.schema,
    )
  return made as SchemaAndValue
}

const decodeHeaders = (
  headers: ConsumerRecord['headers'],
  converter: Converter,
  origin: Origin,
): ConnectRecord['headers'] =>
  headers.length === 0 ? noHeaders : headers.map(({ key, value }) => ({ key, value: decode(value, converter, origin) }))

const originsOf = (topic: string): Origins => ({
  key: { topic, part: 'key' },
  value: { topic, part: 'value' },
  header: { topic, part: 'header' },
})
