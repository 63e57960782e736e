import { ConnectError } from '../api/errors.ts'
import type { ConnectRecord, SchemaAndValue } from '../api/record.ts'
import type { ResolvedConnector } from '../config/resolved-config.ts'
import { textOf, traceOf } from '../telemetry/log-record.ts'
import { type Failure, pluginAt, stageName } from './failure.ts'

export interface Sender {
  readonly connector: ResolvedConnector
  /** Number of the task. */
  readonly task: number
}

/** The record as it was read, every byte, under the names that Kafka Connect gives to what is known of its error. */
export function deadLetter(failure: Failure, sender: Sender, withContext: boolean): ConnectRecord {
  const { record } = failure
  const own = record.headers.map(({ key, value }) => ({ key, value: bytes(value) }))
  return {
    topic: record.topic,
    timestamp: record.timestamp,
    key: bytes(record.key),
    value: bytes(record.value),
    headers: withContext ? [...own, ...contextHeaders(failure, sender)] : own,
    original: record,
  }
}

/** The same without its value, for a queue that the value is too large for. It always says where the value can be found. */
export function withoutValue(failure: Failure, sender: Sender): ConnectRecord {
  const letter = deadLetter(failure, sender, true)
  const dropped = { key: '__connect.errors.value.dropped', value: text('true') }
  return { ...letter, value: bytes(null), headers: [...letter.headers, dropped] }
}

function contextHeaders({ record, stage, error }: Failure, { connector, task }: Sender): ConnectRecord['headers'] {
  const known = {
    topic: record.topic,
    partition: String(record.partition),
    offset: String(record.offset),
    'connector.name': connector.name,
    'task.id': String(task),
    stage: stageName(stage),
    'class.name': pluginAt(stage, connector),
    'exception.class.name': classOf(error),
    'exception.message': textOf(error instanceof Error ? error.message : error),
    'exception.stacktrace': traceOf(error),
  }
  return Object.entries(known).map(([name, value]) => ({ key: `__connect.errors.${name}`, value: text(value) }))
}

/** What a user can look up: a code, or else the class. */
function classOf(error: unknown): string {
  if (ConnectError.is(error)) return error.code
  return error instanceof Error ? textOf(error.name) : typeof error
}

const bytes = (value: Uint8Array | null): SchemaAndValue => ({ schema: null, value })
const text = (value: string): SchemaAndValue => bytes(Buffer.from(value))
