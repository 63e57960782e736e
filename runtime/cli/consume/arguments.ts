import type { Start } from '@psconnect/client-kafka'
import type { FieldPath } from '../../api/needs.ts'
import { UsageError } from '../command.ts'
import { type Options, readOptions } from '../read-options.ts'
import { wholeNumber } from '../whole-number.ts'

export const formats = ['json', 'pretty', 'summary', 'raw'] as const
export type Format = (typeof formats)[number]

export interface Asked {
  readonly topic: string
  readonly brokers: string | undefined
  readonly file: string | undefined
  readonly group: string | undefined
  readonly commit: boolean
  readonly fromBeginning: boolean
  /** The partitions that alone are read, and from where; undefined: all of them. */
  readonly partitions: ReadonlyMap<number, Start> | undefined
  readonly maxRecords: number
  /** How long the next record may take. */
  readonly timeoutMs: number | undefined
  readonly format: Format
  readonly fields: readonly FieldPath[]
  readonly properties: readonly Property[]
}

export interface Property {
  readonly key: string
  readonly text: string
}

export const options = {
  'bootstrap-server': { type: 'string' },
  topic: { type: 'string' },
  group: { type: 'string' },
  commit: { type: 'boolean', default: false },
  'consumer.config': { type: 'string' },
  property: { type: 'string', multiple: true, default: [] },
  'from-beginning': { type: 'boolean', default: false },
  offset: { type: 'string', multiple: true, default: [] },
  partition: { type: 'string' },
  'max-messages': { type: 'string' },
  'timeout-ms': { type: 'string' },
  format: { type: 'string', default: 'json' },
  fields: { type: 'string' },
} satisfies Options

/** Throws a UsageError where the arguments do not fit. */
export function readArguments(args: readonly string[]): Asked {
  const { values } = readOptions({
    args: [...args],
    options,
  })
  const { topic, group, commit, offset, partition, property, 'from-beginning': fromBeginning } = values
  if (!topic) throw new UsageError('--topic is missing: the topic to read')
  if (commit && group === undefined) throw new UsageError('--commit needs --group, whose offsets are committed')
  if (group !== undefined && (partition !== undefined || offset.length > 0))
    throw new UsageError('--group says which partitions are read and from where: leave out --partition and --offset')
  if (fromBeginning && offset.length > 0) throw new UsageError('--from-beginning and --offset cannot both be')
  const format = readFormat(values.format)
  return {
    topic,
    group,
    commit,
    fromBeginning,
    brokers: values['bootstrap-server'],
    file: values['consumer.config'],
    partitions: readPartitions(partition, offset, fromBeginning),
    maxRecords: wholeNumber('--max-messages', values['max-messages']) ?? Number.POSITIVE_INFINITY,
    timeoutMs: wholeNumber('--timeout-ms', values['timeout-ms']),
    format,
    fields: readFields(values.fields, format),
    properties: property.map(readProperty),
  }
}

export function readFormat(text: string): Format {
  const format = formats.find(each => each === text)
  if (format) return format
  throw new UsageError(`--format must be one of ${formats.join(', ')} (found ${text})`)
}

/** As with Java's tool, --offset may stand beside --partition; or it names the partition itself, and there may be several. */
function readPartitions(
  partition: string | undefined,
  offsets: readonly string[],
  fromBeginning: boolean,
): Asked['partitions'] {
  const number = wholeNumber('--partition', partition, 0)
  if (number === undefined) return offsets.length === 0 ? undefined : new Map(offsets.map(readPlace))
  const [offset = fromBeginning ? 'earliest' : 'latest', ...more] = offsets
  if (more.length > 0)
    throw new UsageError('--partition takes one --offset; without it, each --offset is PARTITION:OFFSET')
  return new Map([[number, readStart(offset)]])
}

function readPlace(text: string): readonly [number, Start] {
  const [, partition, offset = ''] = /^(\d{1,9}):(\w+)$/.exec(text) ?? []
  if (partition !== undefined) return [Number(partition), readStart(offset)]
  throw new UsageError(`--offset must be PARTITION:OFFSET, as in 3:1200, or stand beside --partition (found ${text})`)
}

function readStart(text: string): Start {
  if (text === 'earliest' || text === 'latest') return text
  if (/^\d{1,18}$/.test(text)) return BigInt(text)
  throw new UsageError(`an offset must be a whole number, earliest or latest (found ${text})`)
}

export function readFields(text: string | undefined, format: Format): readonly FieldPath[] {
  if (text === undefined) return []
  if (format !== 'summary') throw new UsageError('--fields are shown with --format summary')
  return text.split(',').map(path => path.trim().split('.'))
}

export function readProperty(text: string): Property {
  const equals = text.indexOf('=')
  if (equals < 1) throw new UsageError(`--property must be KEY=VALUE (found ${text})`)
  return { key: text.slice(0, equals), text: text.slice(equals + 1) }
}
