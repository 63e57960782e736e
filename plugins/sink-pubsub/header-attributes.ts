import type { ConnectRecord } from 'psconnect/plugin'
import { faultOf, MAX_ATTRIBUTES } from './attribute-limits.ts'
import type { CountedWarning } from './counted-warning.ts'
import { refusal } from './refusal.ts'
import { textOf } from './text.ts'

/** What becomes of headers that Pub/Sub cannot take as attributes: counted and left out, or (undefined) their record is refused. */
export type LeftOut = CountedWarning | undefined

/**
 * Adds a record's headers, over what stands under the same name; of several with one name the last counts. A header without a
 * value is none.
 */
export function addHeaders(attributes: Map<string, string>, record: ConnectRecord, leftOut: LeftOut): void {
  for (const { key, value } of record.headers) {
    const text = textOf(value.value)
    if (text === null) continue
    if (text === undefined) throw refusal(record, `has the header ${shown(key)}, which is neither bytes nor text`)
    const full = attributes.size >= MAX_ATTRIBUTES && !attributes.has(key)
    const fault = full ? `a message has at most ${MAX_ATTRIBUTES} attributes` : faultOf(key, text)
    if (fault === undefined) attributes.set(key, text)
    else if (leftOut) leftOut.add(record, `header ${shown(key)}: ${fault}`)
    else throw refusal(record, `has the header ${shown(key)}, which Pub/Sub does not take: ${fault}`)
  }
}

const shown = (name: string): string => JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name)
