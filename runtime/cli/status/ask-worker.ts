import { reasonOf } from '../../telemetry/log-record.ts'
import { readMetrics } from './read-metrics.ts'
import { type Answers, type WorkerStanding, workerStanding } from './standing.ts'

export interface Place {
  /** Without a slash at its end. */
  readonly url: string
  /** The value of the header, where there is a login. */
  readonly authorization?: string
}

/** The worker does not tell how it stands; the message says why, and what to do. */
export class Unreachable extends Error {}

/** Rejects with Unreachable. */
export async function askWorker(place: Place, signal: AbortSignal): Promise<WorkerStanding> {
  const [root, connectors, metrics] = await Promise.all([
    ask(place, '/', signal),
    ask(place, '/connectors?expand=status', signal),
    askForMetrics(place, signal),
  ])
  const { version } = parse(place, root) as { version?: unknown }
  if (typeof version !== 'string') throw stranger(place)
  const told = parse(place, connectors) as Answers['connectors']
  return workerStanding({ url: place.url, version, connectors: told, metrics })
}

/** The worker may have them elsewhere, or nowhere. */
async function askForMetrics(place: Place, signal: AbortSignal): Promise<Answers['metrics']> {
  try {
    return readMetrics(await ask(place, '/metrics', signal))
  } catch (error) {
    if (error instanceof Unreachable) return undefined
    throw error
  }
}

const limitMs = 5000

async function ask(place: Place, path: string, signal: AbortSignal): Promise<string> {
  const { url, authorization } = place
  const limit = AbortSignal.any([signal, AbortSignal.timeout(limitMs)])
  try {
    const headers = { ...(authorization !== undefined && { authorization }) }
    const response = await fetch(url + path, { signal: limit, headers })
    const text = await response.text()
    if (response.ok) return text
    throw refused(place, response.status)
  } catch (error) {
    if (error instanceof Unreachable) throw error
    signal.throwIfAborted()
    const why = limit.aborted ? `no answer within ${limitMs / 1000} s` : causeOf(error)
    throw new Unreachable(
      `the worker at ${url} cannot be reached (${why}): does it run, and is that what listeners= says?`,
    )
  }
}

/** What fetch itself says is that it has failed. */
const causeOf = (error: unknown): string =>
  error instanceof Error && error.cause !== undefined ? reasonOf(error.cause) : reasonOf(error)

function refused({ url, authorization }: Place, status: number): Unreachable {
  if (status === 401)
    return new Unreachable(
      authorization === undefined
        ? `the worker at ${url} wants a login: give --user USER, and the password in PSCONNECT_PASSWORD`
        : `the worker at ${url} refuses this login: check --user and PSCONNECT_PASSWORD`,
    )
  if (status === 503) return new Unreachable(`the worker at ${url} is still starting`)
  return new Unreachable(`what is at ${url} answers ${status}: is that a worker?`)
}

function parse(place: Place, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw stranger(place)
  }
}

const stranger = ({ url }: Place): Unreachable => new Unreachable(`what answers at ${url} is no worker: check --url`)
