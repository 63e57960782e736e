import type { ConnectRecord } from 'psconnect/plugin'
import { faultOf, MAX_ATTRIBUTES, shown } from './attribute-limits.ts'
import type { CountedWarning } from './counted-warning.ts'
import { attributeOf, Unmappable } from './text.ts'

/** What becomes of headers that Pub/Sub cannot take as attributes: counted and left out, or (undefined) their record is refused. */
export type LeftOut = CountedWarning | undefined

/**
 * Adds a record's headers, over what stands under the same name; of several with one name the last counts. A header without a
 * value is none. Throws Unmappable.
 */
export function addHeaders(attributes: Map<string, string>, record: ConnectRecord, leftOut: LeftOut): void {
  for (const { key, value } of record.headers) {
    if (value.value === null || value.value === undefined) continue
    const text = attributeOf(`header ${shown(key)}`, value.value, value.schema)
    const full = attributes.size >= MAX_ATTRIBUTES && !attributes.has(key)
    const fault = full ? `a message has at most ${MAX_ATTRIBUTES} attributes` : faultOf(key, text)
    if (fault === undefined) attributes.set(key, text)
    else if (leftOut) leftOut.add(record, `header ${shown(key)}: ${fault}`)
    else throw new Unmappable(`its header ${shown(key)} does not fit: ${fault}`)
  }
}
