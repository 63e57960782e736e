import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../../../runtime/bin/psconnect.mjs', import.meta.url))

/** A test that fails leaves its commands behind; they end with it. */
const alive = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL')
})

export interface Ended {
  readonly code: number | null
  readonly stdout: Buffer
  readonly stderr: string
}

/** `psconnect` as a user starts it. */
export class Psconnect {
  readonly ended: Promise<Ended>
  stdout = Buffer.alloc(0)
  stderr = ''
  readonly #child: ChildProcess

  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const child = spawn(process.execPath, [bin, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    alive.add(child)
    child.stdout.on('data', (bytes: Buffer) => (this.stdout = Buffer.concat([this.stdout, bytes])))
    child.stderr.on('data', (bytes: Buffer) => (this.stderr += bytes.toString()))
    this.ended = once(child, 'close').then(([code]) => {
      alive.delete(child)
      return { code: code as number | null, stdout: this.stdout, stderr: this.stderr }
    })
  }

  get lines(): readonly string[] {
    return this.stdout.toString().split('\n').slice(0, -1)
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** As where its output goes into a program that has ended. */
  stopReading(): void {
    this.#child.stdout?.destroy()
  }
}

export const psconnect = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  new Psconnect(args, env).ended
