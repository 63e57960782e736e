import { logicalNames, type Schema } from '../../api/schema.ts'
import { shortestFloat } from '../../api/shortest-float.ts'
import { textOf } from '../../telemetry/log-record.ts'
import { grouped, paint } from './paint.ts'

const mostCharacters = 200
const mostBytes = 16

/** What holds no other values: numbers with all their digits, moments as people write them, the beginning of what is long. */
export function showScalar(value: unknown, schema: Schema | undefined): string {
  if (value === null || value === undefined) return paint('aside', 'null')
  if (value instanceof Uint8Array) return paint('bytes', bytesText(value))
  if (value instanceof Date) return paint('moment', momentText(value, schema))
  if (typeof value === 'number') return paint('number', numberText(value, schema))
  if (typeof value === 'string' && schema?.name !== logicalNames.decimal) return showText(value)
  return paint('number', textOf(value))
}

function bytesText(bytes: Uint8Array): string {
  if (bytes.length === 0) return '<no bytes>'
  const beginning = Array.from(bytes.subarray(0, mostBytes), byte => byte.toString(16).padStart(2, '0')).join(' ')
  const unit = bytes.length === 1 ? 'byte' : 'bytes'
  return `<${grouped(bytes.length)} ${unit}: ${beginning}${bytes.length > mostBytes ? ' …' : ''}>`
}

function momentText(moment: Date, schema: Schema | undefined): string {
  const text = moment.toISOString()
  if (schema?.name === logicalNames.date) return text.slice(0, text.indexOf('T'))
  return schema?.name === logicalNames.time ? text.slice(text.indexOf('T') + 1, -1) : text
}

function numberText(value: number, schema: Schema | undefined): string {
  if (Object.is(value, -0)) return '-0'
  return String(schema?.type === 'float32' && Number.isFinite(value) ? shortestFloat(Math.fround(value)) : value)
}

function showText(text: string): string {
  if (text.length <= mostCharacters) return paint('text', JSON.stringify(text))
  const beginning = JSON.stringify(text.slice(0, mostCharacters).replace(/[\uD800-\uDBFF]$/, ''))
  return `${paint('text', beginning)} ${paint('aside', `… ${grouped(text.length)} characters`)}`
}
