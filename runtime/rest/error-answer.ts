import { ConnectError } from '../api/errors.ts'
import { type Answer, Refusal } from './exchange.ts'

/** What is answered when a handler throws: Kafka Connect's form, with a status that says whose mistake it was. */
export function errorAnswer(error: unknown): Answer {
  if (error instanceof Refusal) return failure(error.status, error.message, error.headers)
  const status = ConnectError.is(error) ? statusOf[error.code] : undefined
  if (!ConnectError.is(error) || status === undefined)
    return failure(500, 'an error that nobody had foreseen; the log of the worker has more')
  return failure(status, error.code === 'CONFIG_INVALID' ? invalidConfig(error.message) : error.message)
}

/** In Kafka Connect's words, by which some tools know it. */
const invalidConfig = (message: string): string =>
  message.replace(
    /^the configuration has (\d+) errors?:([^]*)/,
    'Connector configuration is invalid and contains the following $1 error(s):$2\nYou can also find the above list of errors at the endpoint `/connector-plugins/{connectorType}/config/validate`',
  )

const failure = (status: number, message: string, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  json: { error_code: status, message },
  headers,
})

const statusOf: Readonly<Record<string, number>> = {
  CONNECTOR_UNKNOWN: 404,
  TASK_UNKNOWN: 404,
  CONNECTOR_EXISTS: 409,
  CONFIG_INVALID: 400,
  CONNECTOR_STATE: 400,
  OFFSETS_REFUSED: 400,
  SOURCE_UNAVAILABLE: 503,
}
