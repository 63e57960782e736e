import type { ChildProcess } from 'node:child_process'
import { appendFileSync, closeSync, openSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { spawnGuarded } from './guard.ts'

export interface ServiceSpec {
  readonly name: string
  readonly command: readonly string[]
  readonly cwd: string
  readonly logFile: string
  /** Whether it does its work now; never rejects. */
  readonly answers: () => Promise<boolean>
}

/** How tests bounce a service: it starts again on the same ports and data. */
export interface ServiceHandle {
  readonly logFile: string
  /** Whether it does its work now. */
  answers(): Promise<boolean>
  /** Resolves when it answers. */
  start(): Promise<void>
  /** Asks it to end (SIGTERM); resolves when it has. */
  stop(): Promise<void>
  /** Ends it at once (SIGKILL); resolves when it is gone. */
  kill(): Promise<void>
}

const startLimitMs = 90_000
const stopLimitMs = 30_000

export class Service implements ServiceHandle {
  readonly logFile: string
  readonly #spec: ServiceSpec
  #child: ChildProcess | undefined

  constructor(spec: ServiceSpec) {
    this.#spec = spec
    this.logFile = spec.logFile
  }

  answers(): Promise<boolean> {
    return this.#spec.answers()
  }

  async start(): Promise<void> {
    if (this.#child !== undefined) throw new Error(`${this.#spec.name} runs already.`)
    const child = this.#spawn()
    const limit = Date.now() + startLimitMs
    while (!(await this.#spec.answers())) {
      if (this.#child !== child) throw new Error(`${this.#spec.name} ended while starting. ${this.#logTail()}`)
      if (Date.now() > limit) {
        await this.kill()
        throw new Error(`${this.#spec.name} did not answer within ${startLimitMs / 1000} s. ${this.#logTail()}`)
      }
      await sleep(100)
    }
  }

  async stop(): Promise<void> {
    const child = this.#child
    if (child === undefined) return
    const kill = setTimeout(() => child.kill('SIGKILL'), stopLimitMs)
    await this.#end(child, 'SIGTERM')
    clearTimeout(kill)
  }

  async kill(): Promise<void> {
    if (this.#child !== undefined) await this.#end(this.#child, 'SIGKILL')
  }

  #spawn(): ChildProcess {
    const log = openSync(this.logFile, 'a')
    const child = spawnGuarded(this.#spec.command, { cwd: this.#spec.cwd, output: log })
    closeSync(log)
    this.#child = child
    const forget = (): void => {
      this.#child = undefined
    }
    child.once('exit', forget)
    child.once('error', error => {
      appendFileSync(this.logFile, error.message)
      forget()
    })
    return child
  }

  #end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
    child.ref()
    const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
    child.kill(signal)
    return ended
  }

  #logTail(): string {
    const lines = readFileSync(this.logFile, 'utf8').trimEnd().split('\n')
    return `The end of its log:\n${lines.slice(-20).join('\n')}`
  }
}
