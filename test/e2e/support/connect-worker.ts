import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface LogLine {
  readonly level: string
  readonly message: string
  readonly [field: string]: unknown
}

export interface WorkerFiles {
  /** Name and text of each file, the worker's first. */
  readonly files: readonly (readonly [name: string, text: string])[]
  /** Files that those name. */
  readonly others?: readonly (readonly [name: string, text: string])[]
  readonly env?: Readonly<Record<string, string>>
  /** Of the command. */
  readonly options?: readonly string[]
  /** What is run instead of the one in this checkout. */
  readonly command?: readonly [string, ...string[]]
}

/** A test that fails leaves its workers behind; they end with it. */
const alive = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL')
})

const bin = fileURLToPath(new URL('../../../runtime/bin/connect-standalone.mjs', import.meta.url))

/** `connect-standalone` as a user starts it, and what it says. */
export class ConnectWorker {
  readonly #child: ChildProcess
  readonly #folder: string
  readonly log: LogLine[] = []
  stderr = ''
  #closed = false
  #heard: () => void = () => {}
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>

  private constructor(child: ChildProcess, folder: string) {
    this.#child = child
    this.#folder = folder
    this.exited = once(child, 'close').then(async ([code, signal]) => {
      this.#closed = true
      await rm(this.#folder, { recursive: true, force: true })
      this.#heard()
      return { code, signal }
    })
    if (child.stdout) createInterface(child.stdout).on('line', line => this.#hear(line))
    child.stderr?.on('data', (text: Buffer) => {
      this.stderr += text.toString()
    })
  }

  static async start({
    files,
    others = [],
    env = {},
    options = [],
    command = [process.execPath, bin],
  }: WorkerFiles): Promise<ConnectWorker> {
    const folder = await mkdtemp(join(tmpdir(), 'psconnect-worker-'))
    for (const [name, text] of [...files, ...others]) await writeFile(join(folder, name), text)
    const names = files.map(([name]) => name)
    const [program, ...args] = command
    const child = spawn(program, [...args, ...options, ...names], {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    alive.add(child)
    child.once('exit', () => alive.delete(child))
    return new ConnectWorker(child, folder)
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Resolves with the first line that says so; rejects when the process ends without, or takes too long. */
  async says(pattern: RegExp, { withinMs = 60_000 } = {}): Promise<LogLine> {
    const until = Date.now() + withinMs
    for (;;) {
      const line = this.log.find(({ message }) => pattern.test(message))
      if (line) return line
      if (this.#closed) throw this.#silent(pattern, 'before it ended')
      if (Date.now() > until) throw this.#silent(pattern, `within ${withinMs} ms`)
      await this.#next()
    }
  }

  /** The last of the lines that say how a connector stands. */
  get status(): LogLine | undefined {
    return this.log.findLast(line => 'recordsPerSecond' in line)
  }

  /** Gives one of its files another text, as many editors do: by another file that takes its name. */
  async replaceFile(name: string, text: string): Promise<void> {
    await writeFile(join(this.#folder, `${name}~`), text)
    await rename(join(this.#folder, `${name}~`), join(this.#folder, name))
  }

  async deleteFile(name: string): Promise<void> {
    await rm(join(this.#folder, name))
  }

  /** Asks its REST interface, which must be on; answers with the JSON or the text that was said. Rejects when it refuses. */
  async ask(method: string, path: string, body?: object): Promise<unknown> {
    const { message } = await this.says(/^REST interface at /)
    const response = await fetch(`${/http:\S+/.exec(message)?.[0]}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text
  }

  said(pattern: RegExp): readonly LogLine[] {
    return this.log.filter(({ message }) => pattern.test(message))
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

  /** Resolves when it says something more, and now and then. */
  #next(): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, 200)
      this.#heard = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  #hear(line: string): void {
    this.log.push(line.startsWith('{') ? (JSON.parse(line) as LogLine) : { level: 'text', message: line })
    this.#heard()
  }

  #silent(pattern: RegExp, when: string): Error {
    const tail = this.log.slice(-25).map(line => JSON.stringify(line))
    return new Error(`The worker did not say ${pattern} ${when}. It said:\n${tail.join('\n')}\n${this.stderr}`)
  }
}
