import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { readable } from '../../../runtime/telemetry/readable.ts'

/** A test that fails leaves its commands behind; they end with it. */
const alive = new Set<Command>()
process.once('exit', () => {
  for (const command of alive) command.signal('SIGKILL')
})

/** Runs commands one after another, in the folder and with the variables that those before have left. */
export class Terminal {
  readonly #home: string
  readonly #env: NodeJS.ProcessEnv

  constructor(home: string, env: Readonly<Record<string, string | undefined>>) {
    this.#home = home
    this.#env = { ...process.env, ...env, NODE_TEST_CONTEXT: undefined, NO_COLOR: '1', FORCE_COLOR: undefined }
  }

  run(commands: string): Command {
    const state = JSON.stringify(join(this.#home, '.terminal'))
    const script = [
      'exec 2>&1',
      `keep() { { export -p; printf 'cd %q\\n' "$PWD"; } > ${state}; }`,
      `cd ${JSON.stringify(this.#home)}; [ ! -f ${state} ] || . ${state}`,
      'trap keep EXIT; set -e',
      commands,
    ].join('\n')
    return new Command(
      spawn('bash', ['-c', script], { env: this.#env, detached: true, stdio: ['ignore', 'pipe', 'ignore'] }),
    )
  }
}

export class Command {
  readonly ended: Promise<number | null>
  readonly #child: ChildProcess
  #said = ''

  constructor(child: ChildProcess) {
    this.#child = child
    alive.add(this)
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.#said += text))
    this.ended = once(child, 'close').then(([code]) => {
      alive.delete(this)
      return code as number | null
    })
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** What it has printed, its log as a terminal shows it. */
  get said(): string {
    return this.#said.split('\n').flatMap(asOnTerminal).join('\n')
  }

  /** To all that it has started, as a terminal does. */
  signal(signal: NodeJS.Signals): void {
    if (this.#child.pid !== undefined && this.running) process.kill(-this.#child.pid, signal)
  }
}

function asOnTerminal(line: string): string | readonly string[] {
  if (!line.startsWith('{"level":')) return line
  const { level, time, message, ...fields } = JSON.parse(line)
  // On a terminal this is the line at the bottom.
  if ('recordsPerSecond' in fields) return []
  return stripVTControlCharacters(readable({ level, time: Date.parse(time), message, fields }))
}
