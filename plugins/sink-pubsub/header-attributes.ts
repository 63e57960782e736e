import type { ConnectRecord } from 'psconnect/plugin'
import type { CountedWarning } from './counted-warning.ts'
import { cutToFit, faultOf, MAX_ATTRIBUTES, shown } from './message-limits.ts'
import { attributeOf, Unmappable } from './text.ts'

/** Kafka Connect's names for what a dead letter says of its error. */
const OF_ERRORS = '__connect.errors.'

/** What becomes of headers that Pub/Sub cannot take as attributes: counted and left out, or (undefined) their record is refused. */
export type LeftOut = CountedWarning | undefined

export interface HeaderRules {
  readonly leftOut: LeftOut
  /** Names that are not a header's to take. */
  readonly taken: ReadonlySet<string>
  /** Bytes that all attributes together may take. */
  readonly room: number
}

export const isDeadLetter = ({ headers }: ConnectRecord): boolean => headers.some(isOfError)

/**
 * Adds a record's headers, over what stands under the same name; of several with one name the last counts. A header without a
 * value is none. What a dead letter says of its error goes first, and is cut where it is too long: the headers it had before are what
 * is left out when there is no room for all. Throws Unmappable.
 */
export function addHeaders(attributes: Map<string, string>, record: ConnectRecord, rules: HeaderRules): void {
  const adding = { attributes, record, rules, bytes: 0 }
  for (const [name, value] of attributes) adding.bytes += sizeOf(name, value)
  for (const header of record.headers) if (isOfError(header)) add(header, adding)
  for (const header of record.headers) if (!isOfError(header)) add(header, adding)
}

type Header = ConnectRecord['headers'][number]

interface Adding {
  readonly attributes: Map<string, string>
  readonly record: ConnectRecord
  readonly rules: HeaderRules
  /** Of the attributes so far. */
  bytes: number
}

const isOfError = ({ key }: Header): boolean => key.startsWith(OF_ERRORS)

function add(header: Header, adding: Adding): void {
  const { attributes, record, rules } = adding
  const { key, value } = header
  if (value.value === null || value.value === undefined || rules.taken.has(key)) return
  const whole = attributeOf(`header ${shown(key)}`, value.value, value.schema)
  const text = rules.leftOut && isOfError(header) ? cutToFit(whole) : whole
  const fault = faultAmong(key, text, adding)
  if (fault && !rules.leftOut) throw new Unmappable(`its header ${shown(key)} does not fit: ${fault}`)
  if (fault) return rules.leftOut?.add(record, `header ${shown(key)}: ${fault}`)
  adding.bytes += growth(key, text, attributes)
  attributes.set(key, text)
}

function faultAmong(key: string, text: string, { attributes, rules, bytes }: Adding): string | undefined {
  if (attributes.size >= MAX_ATTRIBUTES && !attributes.has(key))
    return `a message has at most ${MAX_ATTRIBUTES} attributes`
  const fault = faultOf(key, text)
  if (fault || bytes + growth(key, text, attributes) <= rules.room) return fault
  return 'the message would take more bytes than Pub/Sub allows'
}

function growth(name: string, text: string, attributes: ReadonlyMap<string, string>): number {
  const replaced = attributes.get(name)
  return sizeOf(name, text) - (replaced === undefined ? 0 : sizeOf(name, replaced))
}

const sizeOf = (name: string, value: string): number => Buffer.byteLength(name) + Buffer.byteLength(value)
