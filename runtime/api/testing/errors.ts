import { inspect } from 'node:util'
import { ConnectError } from '../errors.ts'

export const isRecordError = (error: unknown): error is ConnectError =>
  ConnectError.is(error) && error.scope === 'record'

const shownFrames = 3

/** What was thrown, and where the plugin did it: frames of the kit itself say nothing to its author. */
export function describeError(error: unknown): string {
  if (ConnectError.is(error)) return `${error.code} (scope ${error.scope}): ${error.message}`
  if (!(error instanceof Error)) return inspect(error)
  const frames = (error.stack ?? '').split('\n').filter(line => line.startsWith('    at '))
  const first = frames.findIndex(frame => frame.includes(import.meta.dirname))
  const theirs = frames.slice(0, first === -1 ? undefined : first).slice(0, shownFrames)
  return [`${error.name}: ${error.message}`, ...theirs].join('\n')
}
