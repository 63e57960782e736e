import { ConnectError } from '../../api/errors.ts'
import { reasonOf } from '../../telemetry/log-record.ts'

/** What a converter threw: of an error made on purpose its code and why; of any other also where in the converter's own code. */
export function describeError(error: unknown): string {
  if (ConnectError.is(error)) return `${error.code}: ${reasonOf(error)}`
  if (!(error instanceof Error)) return `${reasonOf(error)} (thrown, though it is no error)`
  const places = (error.stack ?? '').split('\n').filter(line => line.startsWith('    at ') && !isForeign(line))
  return [`${error.name}: ${reasonOf(error)}`, ...places.slice(0, most)].join('\n')
}

const most = 5

/** Frames of JavaScript itself, of Node and of this program, from which its author learns nothing. */
const isForeign = (line: string): boolean => ['(<anonymous>)', 'node:', runtime].some(part => line.includes(part))

const runtime = new URL('../../', import.meta.url).href
