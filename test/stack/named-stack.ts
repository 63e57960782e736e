import { fork } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { basename, join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { StackAddresses } from './stack.ts'

/**
 * Stacks that run on by themselves, in a process of their own each. That process listens on a socket named after the
 * stack, so whether a stack is up never depends on a file that may be out of date.
 */
export interface NamedStack {
  readonly name: string
  readonly addresses: StackAddresses
  /** The services that do not answer, which is none unless something went wrong. */
  readonly silent: readonly string[]
}

/** What the process says to the one that started it. */
export type StartReport = { readonly ready: true } | { readonly error: string }

/** Starts the stack, unless it is up already; resolves when all answers. */
export const upStack = async (name: string): Promise<NamedStack> => {
  if (!/^[\w-]{1,40}$/.test(name)) throw new Error(`A stack is named with letters, digits, _ and -, not ${name}.`)
  const found = await findStack(name)
  if (found !== undefined) return found
  await startProcess(name)
  const started = await findStack(name)
  if (started === undefined) throw new Error(`Stack ${name} ended right after its start.`)
  return started
}

/** Whether it was up. Resolves when all its processes have ended. */
export const downStack = async (name: string): Promise<boolean> => (await talk(name, 'down')) !== undefined

export const findStack = async (name: string): Promise<NamedStack | undefined> => {
  const answer = await talk(name, 'status')
  return answer === undefined || answer === '' ? undefined : (JSON.parse(answer) as NamedStack)
}

export const listStacks = async (): Promise<NamedStack[]> => {
  const names = readdirSync(socketFolder()).map(file => basename(file, '.socket'))
  const stacks = await Promise.all(names.map(findStack))
  return stacks.filter(stack => stack !== undefined)
}

export const socketPath = (name: string): string => join(socketFolder(), `${name}.socket`)

const socketFolder = (): string => {
  const folder = join(tmpdir(), `psconnect-stacks-${userInfo().username}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return folder
}

const talk = async (name: string, order: 'status' | 'down'): Promise<string | undefined> => {
  const socket = connect(socketPath(name))
  socket.end(order)
  try {
    return await text(socket)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ECONNREFUSED') rmSync(socketPath(name), { force: true })
    if (code === 'ECONNREFUSED' || code === 'ENOENT') return undefined
    throw error
  }
}

const startProcess = (name: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, 'named-stack-process.ts'), [name], {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    child.stderr?.pipe(process.stderr, { end: false })
    child.once('exit', code => reject(new Error(`The process of stack ${name} ended with ${code}.`)))
    child.once('message', (report: StartReport) => {
      if ('error' in report) return reject(new Error(report.error))
      child.stderr?.destroy()
      child.unref()
      return resolve()
    })
  })
