import { logicalNames, type Schema } from 'psconnect/plugin'
import { dateWriter } from './format-date.ts'
import type { Subject } from './key-or-value.ts'
import { dateReader } from './parse-date.ts'
import { kindOf, refuse } from './refuse.ts'

interface Config {
  readonly 'target.type': 'string' | 'unix' | 'Date' | 'Time' | 'Timestamp'
  readonly format: string
  readonly 'unix.precision': 'seconds' | 'milliseconds' | 'microseconds' | 'nanoseconds'
}

export interface TimeConversion {
  /** Of what is converted. */
  readonly schema: (optional: boolean) => Schema
  /** Null stays null; what is no time is refused. */
  readonly convert: (value: unknown, schema: Schema | null) => unknown
}

export function timeConversion(config: Config, subject: Subject): TimeConversion {
  const { type, write } = targets[config['target.type']](config)
  const read = timeReader(config, subject)
  return {
    schema: optional => ({ ...type, optional }),
    convert(value, schema) {
      if (value === null) return null
      const time = read(value, schema)
      if (Number.isNaN(time.getTime()))
        refuse(subject, 'cannot use a number for a time that is more than 270,000 years from now')
      return write(time)
    },
  }
}

interface Target {
  readonly type: Omit<Schema, 'optional'>
  readonly write: (time: Date) => unknown
}

const dayMs = 86_400_000

const targets: Readonly<Record<Config['target.type'], (config: Config) => Target>> = {
  string: ({ format }) => ({ type: { type: 'string' }, write: dateWriter(format) }),
  unix: config => ({ type: { type: 'int64' }, write: unixWriter(config['unix.precision']) }),
  Date: () => ({
    type: { type: 'int32', name: logicalNames.date, version: 1 },
    write: time => new Date(Math.floor(time.getTime() / dayMs) * dayMs),
  }),
  Time: () => ({
    type: { type: 'int32', name: logicalNames.time, version: 1 },
    write: time => new Date(time.getTime() - Math.floor(time.getTime() / dayMs) * dayMs),
  }),
  Timestamp: () => ({ type: { type: 'int64', name: logicalNames.timestamp, version: 1 }, write: time => time }),
}

type Precision = Config['unix.precision']

/** How many of the unit are a millisecond, or a millisecond's units are one. */
const perMillisecond: Readonly<Record<Exclude<Precision, 'seconds'>, bigint>> = {
  milliseconds: 1n,
  microseconds: 1000n,
  nanoseconds: 1_000_000n,
}

function unixWriter(precision: Precision): (time: Date) => bigint {
  if (precision === 'seconds') return time => BigInt(time.getTime()) / 1000n
  return time => BigInt(time.getTime()) * perMillisecond[precision]
}

/** What a smaller unit than milliseconds says is cut off, as in Java. */
function unixReader(precision: Precision): (count: bigint) => Date {
  if (precision === 'seconds') return count => new Date(Number(count * 1000n))
  return count => new Date(Number(count / perMillisecond[precision]))
}

function timeReader(config: Config, subject: Subject): (value: unknown, schema: Schema | null) => Date {
  const parse = config.format === '' ? undefined : dateReader(config.format)
  const fromUnix = unixReader(config['unix.precision'])
  return (value, schema) => {
    if (value instanceof Date) return value
    if (typeof value === 'bigint') return fromUnix(value)
    if (typeof value === 'number' && !schema && Number.isSafeInteger(value)) return fromUnix(BigInt(value))
    if (typeof value !== 'string') return refuse(subject, `cannot take ${kindOf(value)} for a time`)
    if (!parse) return refuse(subject, 'needs format to read a time from text')
    return parse(value) ?? refuse(subject, `cannot read a time from text that is not of the format ${config.format}`)
  }
}
