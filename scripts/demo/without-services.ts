import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { alertType } from '../../test/fixtures/alerts/alert-schema.ts'
import { alertGenerator } from '../../test/fixtures/alerts/index.ts'
import { spawnGuarded } from '../../test/stack/guard.ts'
import { writeAlerts } from '../alerts.ts'
import { differenceOf, parseExactly } from './same-alert.ts'
import { grouped, type Report, say, step } from './terminal.ts'

const count = 300
const limitMs = 60_000
const files = ['worker.yaml', 'files.yaml'].map(name => resolve('examples/quick-start', name))

/** What can be shown without Java: alerts go from a file through a converter and a transform into other files, and are compared there. */
export async function demoWithoutServices(reasons: readonly string[], signal: AbortSignal): Promise<void> {
  say(`Kafka, the registry and the Pub/Sub emulator cannot be started here: ${reasons.join(' ')}`)
  say(`So ${grouped(count)} alerts go from files to files, as in examples/quick-start.\n`)
  const folder = mkdtempSync(join(tmpdir(), 'psconnect-demo-'))
  try {
    await step(`Makes ${grouped(count)} alerts of about 80 KB as an Avro file`, () =>
      writeAlerts(join(folder, 'alerts.avro'), count),
    )
    await step('Runs connect-standalone examples/quick-start/worker.yaml files.yaml', report =>
      carry(folder, signal, report),
    )
    await step('Compares each field with what was made, but for the images, which are taken out', async () =>
      compare(linesIn(folder)),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function carry(folder: string, signal: AbortSignal, report: Report): Promise<void> {
  const command = [process.execPath, resolve('runtime/bin/connect-standalone.mjs'), ...files]
  const worker = spawnGuarded(command, { cwd: folder, output: 'pipe', env: {} })
  let said = ''
  for (const stream of [worker.stdout, worker.stderr])
    stream?.on('data', (text: Buffer) => {
      said = (said + text.toString()).slice(-4_000)
    })
  const ended = once(worker, 'close')
  const until = performance.now() + limitMs
  let arrived = 0
  while (arrived < count && worker.exitCode === null && performance.now() < until) {
    await sleep(200, undefined, { signal })
    arrived = linesIn(folder).length
    report(`${grouped(arrived)} of ${grouped(count)}`)
  }
  worker.ref()
  worker.kill('SIGTERM')
  const [code] = await ended
  if (code !== 0 || arrived < count)
    throw new Error(
      `${arrived} of ${count} alerts arrived, and connect-standalone ended with exit code ${code}.\n${said}`,
    )
}

/** Whole lines only. */
function linesIn(folder: string): string[] {
  const out = join(folder, 'out')
  try {
    return readdirSync(out).flatMap(name => readFileSync(join(out, name), 'utf8').split('\n').slice(0, -1))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

const framing = 5

function compare(lines: readonly string[]): void {
  const alertAt = alertGenerator()
  if (lines.length !== count) throw new Error(`There are ${lines.length} lines, not ${count}.`)
  for (const line of lines) {
    const { offset, value } = parseExactly(line) as { readonly offset: number; readonly value: unknown }
    const made = Object.entries(alertType.fromBuffer(alertAt(offset).subarray(framing)) as object)
    const path = differenceOf(value, Object.fromEntries(made.filter(([name]) => !name.startsWith('cutout'))))
    if (path !== undefined) throw new Error(`Of alert ${offset}, the field ${path} is not what was made.`)
  }
}
