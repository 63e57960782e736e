import { pause } from '../../commit/waiting.ts'
import { UsageError } from '../command.ts'
import { readOptions } from '../read-options.ts'
import { askWorker, type Place, Unreachable } from './ask-worker.ts'
import { plainOf } from './plain.ts'
import { Screen } from './screen.ts'
import { showWorker } from './show-worker.ts'
import { hasFailed, type WorkerStanding } from './standing.ts'

export const usage = `usage: psconnect status [--url URL] [OPTION…]

Shows the connectors and tasks of a running worker, from its REST interface: their states, what waits and why, rates and lag. What has failed
is shown with the reason and with what starts it again.

  --url URL     where the worker listens; without it http://127.0.0.1:8083
  --user USER   where the worker has rest.basic.auth.file; the password is taken from the environment, PSCONNECT_PASSWORD
  --watch       show it anew every two seconds, until Ctrl-C
  --json        as JSON; with --watch a line each time

Ends with 0 when nothing has failed, with 1 when a connector or task has, with 2 when the worker does not tell: it cannot be reached, or
wants another login. An https listener with a certificate of one's own needs NODE_EXTRA_CA_CERTS=FILE.

example: psconnect status --watch`

export const options = {
  url: { type: 'string', default: 'http://127.0.0.1:8083' },
  user: { type: 'string' },
  watch: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const

/** What was found last, which is what the command ends with. */
const codes = { well: 0, failed: 1, unreachable: 2 } as const

export async function run(args: readonly string[], signal: AbortSignal): Promise<number> {
  const { values } = readOptions({ args: [...args], options })
  const place = placeOf(values.url, values.user)
  return values.watch ? watch(place, values.json, signal) : once(place, values.json, signal)
}

function placeOf(url: string, user: string | undefined): Place {
  const parsed = URL.parse(url)
  if (!parsed || !/^https?:$/.test(parsed.protocol))
    throw new UsageError(`--url must be an http or https URL (found ${url})`)
  if (user === undefined) return { url: parsed.href.replace(/\/+$/, '') }
  const password = process.env['PSCONNECT_PASSWORD']
  if (password === undefined) throw new UsageError('--user needs the password in the environment, PSCONNECT_PASSWORD')
  const login = Buffer.from(`${user}:${password}`).toString('base64')
  return { url: parsed.href.replace(/\/+$/, ''), authorization: `Basic ${login}` }
}

async function once(place: Place, json: boolean, signal: AbortSignal): Promise<number> {
  try {
    const standing = await askWorker(place, signal)
    console.log(
      json ? JSON.stringify(plainOf(standing), null, 2) : showWorker(standing, widthOf(process.stdout)).join('\n'),
    )
    return codeOf(standing)
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error
    console.error(error.message)
    return codes.unreachable
  }
}

const everyMs = 2000

async function watch(place: Place, json: boolean, signal: AbortSignal): Promise<number> {
  const screen = new Screen(process.stdout)
  let code: number = codes.unreachable
  try {
    while (!signal.aborted) {
      const found = await look(place, signal)
      code = found instanceof Unreachable ? codes.unreachable : codeOf(found)
      if (json) console.log(JSON.stringify(found instanceof Unreachable ? { error: found.message } : plainOf(found)))
      else screen.show(found instanceof Unreachable ? [found.message] : showWorker(found, screen.width))
      await pause(everyMs, signal)
    }
  } catch (error) {
    // It was told to stop while it asked.
    if (!signal.aborted) throw error
  } finally {
    screen.end()
  }
  return code
}

async function look(place: Place, signal: AbortSignal): Promise<WorkerStanding | Unreachable> {
  try {
    return await askWorker(place, signal)
  } catch (error) {
    if (error instanceof Unreachable) return error
    throw error
  }
}

const codeOf = (standing: WorkerStanding): number => (hasFailed(standing) ? codes.failed : codes.well)

const widthOf = ({ isTTY, columns }: NodeJS.WriteStream): number => (isTTY ? columns || 80 : Number.POSITIVE_INFINITY)
