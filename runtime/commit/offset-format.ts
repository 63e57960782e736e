import type { SourceOffset } from '../api/source.ts'
import type { OffsetsOfAll } from './offset-file.ts'

const version = 1

/**
 * JSON for people to read: `{"version": 1, "connectors": {"replay": {"night-1.avro": 17}}}`, by connector and partition; an offset that is
 * text is text there, any other a whole number with all its digits.
 */
export function formatOffsets(offsets: OffsetsOfAll): string {
  const connectors = [...offsets].filter(([, partitions]) => partitions.size > 0)
  return `${object([
    ['version', `${version}`],
    [
      'connectors',
      object(
        connectors.map(([name, partitions]) => [name, ofPartitions(partitions)]),
        1,
      ),
    ],
  ])}\n`
}

const ofPartitions = (offsets: ReadonlyMap<string, SourceOffset>): string =>
  object(
    [...offsets].map(([partition, offset]) => [partition, offsetJson(offset)]),
    2,
  )

/** JSON.stringify knows no bigints. */
const offsetJson = (offset: SourceOffset): string =>
  typeof offset === 'bigint' ? String(offset) : JSON.stringify(offset)

function object(members: readonly (readonly [name: string, json: string])[], depth = 0): string {
  if (members.length === 0) return '{}'
  const indent = '  '.repeat(depth)
  const lines = members.map(([name, json]) => `\n${indent}  ${JSON.stringify(name)}: ${json}`)
  return `{${lines.join(',')}\n${indent}}`
}

/** Of an empty text, none. Undefined where it is not what `formatOffsets` makes. */
export function parseOffsets(text: string): OffsetsOfAll | undefined {
  if (text === '') return new Map()
  const found = parseExactly(text)
  if (!isObject(found) || found['version'] !== BigInt(version) || !isObject(found['connectors'])) return undefined
  const connectors = Object.entries(found['connectors'])
  if (!connectors.every((entry): entry is [string, Record<string, SourceOffset>] => isOffsets(entry[1])))
    return undefined
  return new Map(connectors.map(([name, partitions]) => [name, new Map(Object.entries(partitions))]))
}

/** Whole numbers as bigints, exact. */
function parseExactly(text: string): unknown {
  try {
    return JSON.parse(text, (_name, value: unknown, context?: { readonly source?: string }) =>
      typeof value === 'number' && /^-?\d+$/.test(context?.source ?? '') ? BigInt(context?.source ?? '') : value,
    )
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isOffsets = (value: unknown): value is Record<string, SourceOffset> =>
  isObject(value) && Object.values(value).every(offset => typeof offset === 'bigint' || typeof offset === 'string')
