import { ConnectError } from '../../api/errors.ts'
import { type Converted, type Failed, isConverted, type Outcome } from './convert-all.ts'
import { describeError } from './describe-error.ts'
import { hexView } from './hex-view.ts'
import { grouped, paint } from './paint.ts'
import type { Payload } from './payloads.ts'
import { showSchema } from './show-schema.ts'
import { showValue } from './show-value.ts'

/** What became of a payload, for people: the value, or the error with the bytes where it was met. */
export const showOutcome = (outcome: Outcome, withSchema: boolean): string =>
  (isConverted(outcome) ? converted(outcome, withSchema) : failed(outcome)).join('\n')

function converted({ payload, data }: Converted, withSchema: boolean): readonly string[] {
  const { schema } = data
  const title = `${paint('good', '✓')} ${titleOf(payload)}`
  const shape = withSchema ? (schema ? showSchema(schema) : [paint('aside', 'without a schema')]) : []
  return [title, ...shape, showValue(data)]
}

function failed({ payload, error }: Failed): readonly string[] {
  const title = `${paint('bad', '✗')} ${titleOf(payload)}`
  const why = describeError(error).split('\n')
  const position = ConnectError.is(error) ? error.position : undefined
  return [
    title,
    ...why.map((line, index) => (index === 0 ? paint('bad', line) : line)),
    '',
    ...bytesOf(payload, position),
  ]
}

function bytesOf({ bytes }: Payload, position: number | undefined): readonly string[] {
  if (bytes === null) return []
  // A converter may give anything.
  if (Number.isInteger(position) && Number(position) >= 0) return hexView(bytes, position)
  return [paint('aside', 'The error has no position; the payload begins with'), ...hexView(bytes)]
}

function titleOf({ name, bytes }: Payload): string {
  const size = bytes === null ? 'null' : `${grouped(bytes.length)} bytes`
  return `${paint('title', name)} ${paint('aside', size)}`
}
