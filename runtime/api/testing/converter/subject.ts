import type { Converter, ConverterContext, Origin } from '../../converter.ts'
import { ConnectError } from '../../errors.ts'
import type { Needs } from '../../needs.ts'
import type { ConsumerRecord, SchemaAndValue } from '../../record.ts'
import { broken } from '../contract.ts'
import { damaged, huge, truncated } from '../damage.ts'
import { describeError, isRecordError } from '../errors.ts'

/** A payload and how to speak of it. */
export interface Payload {
  readonly bytes: Uint8Array
  readonly label: string
}

/** What the clauses are about: a converter of which as many as are wanted can be made. */
export interface ConverterSubject {
  readonly create: (options?: { readonly needs?: Needs; readonly unanswered?: boolean }) => Promise<Converter>
  readonly format: string | undefined
  readonly canEncode: boolean
  /** Whether it can be made so that nobody answers it. */
  readonly waits: boolean
  readonly readable: readonly Payload[]
  readonly unreadable: readonly Payload[]
  /** Empty, huge, cut short and damaged: it may read or refuse each. */
  readonly doubtful: readonly Payload[]
}

interface Parts extends Pick<ConverterSubject, 'format' | 'canEncode' | 'waits'> {
  readonly create: (context: ConverterContext, options: { readonly unanswered: boolean }) => Promise<Converter>
  readonly readable: readonly Uint8Array[]
  readonly unreadable: readonly Uint8Array[]
  readonly seed: number
}

export function converterSubject({ create, readable, unreadable, seed, ...rest }: Parts): ConverterSubject {
  if (readable.length === 0) throw new Error('readable must hold at least one payload')
  const named = readable.map((bytes, index) => ({ bytes, label: `readable[${index}]` }))
  return {
    ...rest,
    create: ({ needs = 'all', unanswered = false } = {}) => create({ ...context, needs }, { unanswered }),
    readable: named,
    unreadable: unreadable.map((bytes, index) => ({ bytes, label: `unreadable[${index}]` })),
    doubtful: [
      { bytes: new Uint8Array(), label: 'a payload of no bytes' },
      ...huge(named),
      ...named.flatMap(payload => [...truncated(payload), ...damaged(payload, seed)]),
    ],
  }
}

const { signal } = new AbortController()

const context: Omit<ConverterContext, 'needs'> = {
  log: { debug() {}, info() {}, warn() {}, error() {} },
  signal,
  retrying() {},
  figure() {},
}

/** The same object for all, as the host has it for a batch. */
export const origin: Origin = Object.freeze({ topic: 'contract', part: 'value' })

export interface Decoded {
  readonly payload: Payload
  readonly data: SchemaAndValue
}

/** What it reads of payloads that it must be able to read. */
export async function decodeAll(converter: Converter, payloads: readonly Payload[]): Promise<Decoded[]> {
  await prepare(converter, payloads)
  return payloads.map(payload => {
    const data = decodeOrRefuse(converter, payload)
    if (!ConnectError.is(data)) return { payload, data }
    return broken(`it refused ${payload.label} with ${data.code}: ${data.message}`)
  })
}

/** As the host does before it decodes a batch. */
export async function prepare(converter: Converter, payloads: readonly Payload[]): Promise<void> {
  await converter.prepareDecode?.(batchOf(payloads.map(({ bytes }) => bytes)), origin, signal)
}

export const batchOf = (values: readonly (Uint8Array | null)[]): ConsumerRecord[] =>
  values.map((value, index) => ({
    topic: origin.topic,
    partition: 0,
    offset: BigInt(index),
    timestamp: null,
    key: null,
    value,
    headers: [],
  }))

/** What it reads, or the error with which it refuses, as it should be. */
export function decodeOrRefuse(converter: Converter, payload: Payload): SchemaAndValue | ConnectError {
  let data: unknown
  try {
    data = converter.decode(payload.bytes, origin)
  } catch (error) {
    if (isRecordError(error)) return error
    return broken(`for ${describe(payload)} it threw no record error, but ${describeError(error)}`)
  }
  if (isData(data)) return data
  return broken(`for ${describe(payload)} it returned ${data instanceof Promise ? 'a promise' : String(data)}`)
}

const isData = (data: unknown): data is SchemaAndValue =>
  typeof data === 'object' && data !== null && 'schema' in data && 'value' in data

/** As the host does with a batch of values. */
export async function encodeAll(converter: Converter, values: readonly SchemaAndValue[]): Promise<Uint8Array[]> {
  await converter.prepareEncode?.(values, origin, signal)
  return values.map(data => converter.encode(data, origin))
}

const shown = 64

export function describe({ bytes, label }: Payload): string {
  const hex = Buffer.from(bytes.subarray(0, shown)).toString('hex')
  return `${label} (${bytes.length} bytes: ${hex}${bytes.length > shown ? '…' : ''})`
}
