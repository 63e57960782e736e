import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface LogLine {
  readonly level: string
  readonly msg: string
  readonly [field: string]: unknown
}

export interface WorkerFiles {
  /** Name and text of each file, the worker's first. */
  readonly files: readonly (readonly [name: string, text: string])[]
  readonly env?: Readonly<Record<string, string>>
}

const bin = fileURLToPath(new URL('../../../runtime/bin/connect-standalone.mjs', import.meta.url))

/** `connect-standalone` as a user starts it, and what it says. */
export class ConnectWorker {
  readonly #child: ChildProcess
  readonly #folder: string
  readonly log: LogLine[] = []
  stderr = ''
  #heard: () => void = () => {}
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>

  private constructor(child: ChildProcess, folder: string) {
    this.#child = child
    this.#folder = folder
    this.exited = once(child, 'close').then(async ([code, signal]) => {
      await rm(this.#folder, { recursive: true, force: true })
      this.#heard()
      return { code, signal }
    })
    if (child.stdout) createInterface(child.stdout).on('line', line => this.#hear(line))
    child.stderr?.on('data', (text: Buffer) => {
      this.stderr += text.toString()
    })
  }

  static async start({ files, env = {} }: WorkerFiles): Promise<ConnectWorker> {
    const folder = await mkdtemp(join(tmpdir(), 'psconnect-worker-'))
    for (const [name, text] of files) await writeFile(join(folder, name), text)
    const names = files.map(([name]) => name)
    const child = spawn(process.execPath, [bin, ...names], {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    return new ConnectWorker(child, folder)
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Resolves with the first line, from `since` on, that says so; rejects when the process ends without, or takes too long. */
  async says(pattern: RegExp, { since = 0, withinMs = 60_000 } = {}): Promise<LogLine> {
    const until = Date.now() + withinMs
    for (let next = since; ; ) {
      for (; next < this.log.length; next++) {
        const line = this.log[next]
        if (line && pattern.test(line.msg)) return line
      }
      if (!this.running && this.#child.stdout?.readableEnded !== false) throw this.#silent(pattern, 'before it ended')
      if (Date.now() > until) throw this.#silent(pattern, `within ${withinMs} ms`)
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, 200)
        this.#heard = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }

  said(pattern: RegExp): readonly LogLine[] {
    return this.log.filter(({ msg }) => pattern.test(msg))
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** As an operator stops it. */
  async stop(): Promise<number | null> {
    this.kill('SIGTERM')
    const { code } = await this.exited
    return code
  }

  /** What the process holds in memory now, in bytes. */
  async residentBytes(): Promise<number> {
    const status = await readFile(`/proc/${this.#child.pid}/status`, 'utf8')
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) * 1024
  }

  #hear(line: string): void {
    this.log.push(line.startsWith('{') ? (JSON.parse(line) as LogLine) : { level: 'text', msg: line })
    this.#heard()
  }

  #silent(pattern: RegExp, when: string): Error {
    const tail = this.log.slice(-25).map(line => JSON.stringify(line))
    return new Error(`The worker did not say ${pattern} ${when}. It said:\n${tail.join('\n')}\n${this.stderr}`)
  }
}
