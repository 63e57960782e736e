import { UsageError } from '../command.ts'
import { readOptions } from '../read-options.ts'
import { wholeNumber } from '../whole-number.ts'

export interface Asked {
  readonly workerFile: string
  readonly connectorFile: string
  readonly subscription: string
  readonly create: boolean
  readonly since: Date | undefined
  /** How long the next message may take. */
  readonly timeoutMs: number
  readonly json: boolean
}

export const options = {
  subscription: { type: 'string' },
  create: { type: 'boolean', default: false },
  since: { type: 'string' },
  'timeout-ms': { type: 'string' },
  json: { type: 'boolean', default: false },
} as const

const defaultTimeoutMs = 10_000

/** Throws a UsageError where the arguments do not fit. */
export function readArguments(args: readonly string[]): Asked {
  const { values, positionals } = readOptions({
    args: [...args],
    allowPositionals: true,
    options,
  })
  const [workerFile, connectorFile, ...others] = positionals
  if (workerFile === undefined || connectorFile === undefined || others.length > 0)
    throw new UsageError("two files must be given: the worker's and the connector's")
  const { subscription, create, since, json } = values
  if (!subscription)
    throw new UsageError('--subscription is missing: a subscription for this alone, which --create makes')
  if (!/^[^/\s]+$/.test(subscription))
    throw new UsageError(`--subscription must be an id alone, in the project of the connector (found ${subscription})`)
  if (create && since !== undefined) throw new UsageError('--create makes a subscription and ends: leave out --since')
  const timeoutMs = wholeNumber('--timeout-ms', values['timeout-ms']) ?? defaultTimeoutMs
  return { workerFile, connectorFile, subscription, create, since: readTime(since), timeoutMs, json }
}

function readTime(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined
  const time = new Date(text)
  if (!Number.isNaN(time.getTime()) && /^\d{4}-\d\d-\d\d/.test(text)) return time
  throw new UsageError(`--since must be a time such as 2026-01-31T18:00:00Z (found ${text})`)
}
