import { writeEntries, writeItems } from './containers.ts'
import { writeTimestamp } from './logical.ts'
import { misfit } from './misfit.ts'
import { writeDouble } from './numbers.ts'
import type { JsonOptions } from './options.ts'
import type { Output } from './output.ts'
import { writeBoolean, writeNonFinite } from './scalars.ts'
import { nullText, type Write } from './slot.ts'
import { writeBase64, writeText } from './text.ts'

/** Writes what has no schema by what it is. */
export function anyWriter({ nonFinite, longs }: JsonOptions): Write {
  const write: Write = (out, value) => {
    if (value === null || value === undefined) out.few(nullText)
    else if (typeof value === 'string') writeText(out, value)
    else if (typeof value === 'number') writeNumber(out, value)
    else if (typeof value === 'boolean') writeBoolean(out, value)
    else if (typeof value === 'bigint') writeBigint(out, value)
    else if (typeof value === 'object') writeObject(out, value)
    else throw misfit('a value that JSON has', value)
  }
  const writeNumber = (out: Output, value: number): void =>
    Number.isFinite(value) ? writeDouble(out, value) : writeNonFinite(out, value, nonFinite)
  const writeBigint = (out: Output, value: bigint): void =>
    longs === 'string' ? writeText(out, String(value)) : out.ascii(String(value))
  const writeObject: Write = (out, value) => {
    if (value instanceof Uint8Array) writeBase64(out, value)
    else if (value instanceof Date) writeTimestamp(out, value)
    else if (Array.isArray(value)) writeItems(out, value, write)
    else if (value instanceof Map) writeMap(out, value)
    else writeEntries(out, Object.entries(value as object), write)
  }
  const writeMap = (out: Output, map: Map<unknown, unknown>): void =>
    [...map.keys()].every(key => typeof key === 'string')
      ? writeEntries(out, map, write)
      : writeItems(out, [...map], write)
  return write
}
