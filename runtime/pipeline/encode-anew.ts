import type { Converter, Origin } from '../api/converter.ts'
import type { ConnectRecord, ConsumerRecord } from '../api/record.ts'
import type { Reservation } from '../api/source.ts'
import type { TakeRecordError } from './convert.ts'

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

/**
 * Gives each value that a transform has changed its bytes. It becomes what they are read as, so that a sink sees beside them nothing
 * that they do not hold. Waits where the converter has to, for instance to register a schema.
 */
export async function encodeAnew(
  records: readonly ConnectRecord[],
  { converter, hold }: ValueEncoder,
  { takeError, signal }: { readonly takeError: TakeRecordError; readonly signal: AbortSignal },
): Promise<Anew> {
  const changed = records.filter(isChanged)
  const [first] = changed
  if (!first) return { records, held: undefined }
  const origin: Origin = { topic: first.original.topic, part: 'value' }
  const values = changed.map(({ value }) => value)
  await converter.prepareEncode?.(values, origin, signal)
  const made = new Map<ConnectRecord, Uint8Array>()
  for (const record of changed)
    attempt(record, takeError, () => made.set(record, converter.encode(record.value, origin)))
  const asRead = Array.from(made, ([{ original }, value]): ConsumerRecord => ({ ...original, value }))
  await converter.prepareDecode?.(asRead, origin, signal)
  const kept: ConnectRecord[] = []
  for (const record of records) {
    const bytes = made.get(record)
    if (bytes) attempt(record, takeError, () => kept.push({ ...record, value: converter.decode(bytes, origin) }))
    else if (!isChanged(record)) kept.push(record)
  }
  const weight = [...made.values()].reduce((sum, bytes) => sum + bytes.length, 0)
  return { records: kept, held: hold(weight) }
}

const isChanged = ({ value }: ConnectRecord): boolean => value.value !== null && value.encoded === undefined

function attempt({ original }: ConnectRecord, takeError: TakeRecordError, step: () => unknown): void {
  try {
    step()
  } catch (error) {
    takeError(original, 'value converter', error)
  }
}
