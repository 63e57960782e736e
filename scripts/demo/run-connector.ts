import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { spawnGuarded } from '../../test/stack/guard.ts'
import { committedOffsets } from '../../test/stack/kafka-topics.ts'
import { grouped, isTerminal, type Report } from './terminal.ts'

export interface ConnectorJob {
  /** As on a command line, from the root of the repository. */
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Where to see, without asking the connector, how far it is. */
  readonly broker: string
  readonly group: string
  readonly topic: string
  readonly count: number
  readonly signal: AbortSignal
}

const stalledAfterMs = 30_000
const stopLimitMs = 60_000
const tailLines = 30

/** Runs the connector until Kafka says that its group has committed all records, and then asks it to stop. */
export async function runConnector(job: ConnectorJob, report: Report): Promise<void> {
  const connector = new Connector(job)
  try {
    await untilCommitted(job, connector, report)
  } catch (error) {
    await connector.stop()
    throw new Error(`${messageOf(error)}${connector.tail()}`, { cause: error })
  }
  const code = await connector.stop()
  if (code !== 0)
    throw new Error(`connect-standalone was asked to stop and ended with exit code ${code}, not 0.${connector.tail()}`)
}

async function untilCommitted(
  { broker, group, topic, count, signal }: ConnectorJob,
  connector: Connector,
  report: Report,
) {
  let committed = 0
  let progress = performance.now()
  while (committed < count) {
    await sleep(500, undefined, { signal })
    if (connector.exitCode !== null)
      throw new Error(`connect-standalone ended by itself, with exit code ${connector.exitCode}.`)
    const offsets = await committedOffsets(broker, group, topic)
    const now = offsets.reduce((sum, { offset }) => sum + Number(offset), 0)
    if (now > committed) progress = performance.now()
    committed = now
    if (performance.now() - progress > stalledAfterMs)
      throw new Error(
        `No record was committed for ${stalledAfterMs / 1000} s; ${grouped(committed)} of ${grouped(count)} are.`,
      )
    report(`${grouped(committed)} of ${grouped(count)} committed`)
  }
}

/** The worker's process. On a terminal it writes there, as it would for a user; elsewhere the end of its log is kept. */
class Connector {
  readonly #process: ChildProcess
  readonly #ended: Promise<void>
  #lines: string[] = []
  exitCode: number | string | null = null

  constructor({ command, env }: ConnectorJob) {
    this.#process = spawnGuarded(command, { cwd: process.cwd(), output: isTerminal ? process.stdout.fd : 'pipe', env })
    for (const input of [this.#process.stdout, this.#process.stderr])
      if (input) createInterface({ input }).on('line', line => this.#keep(line))
    this.#ended = new Promise(resolve =>
      this.#process.once('close', (code, signal) => {
        this.exitCode = code ?? signal
        resolve()
      }),
    )
  }

  /** Resolves with the exit code. */
  async stop(): Promise<number | string | null> {
    if (this.exitCode !== null) return this.exitCode
    this.#process.ref()
    this.#process.kill('SIGTERM')
    const late = setTimeout(() => this.#process.kill('SIGKILL'), stopLimitMs)
    await this.#ended
    clearTimeout(late)
    return this.exitCode
  }

  tail(): string {
    return this.#lines.length === 0 ? '' : `\nThe end of its log:\n${this.#lines.join('\n')}`
  }

  #keep(line: string): void {
    this.#lines = [...this.#lines, line].slice(-tailLines)
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
