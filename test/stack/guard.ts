import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'

/** A shell waits on a pipe that closes when this process is gone, whatever ended it, SIGKILL too. */
const killWhenWeAreGone = 'read -r _; kill -KILL "$1"'

/** Twice, since a process that is being killed may still be writing the first time. */
const removeWhenWeAreGone = 'read -r _; rm -rf "$1" 2>/dev/null || { sleep 1; rm -rf "$1"; }'

interface GuardedOptions {
  readonly cwd: string
  /** Where the output goes: an open file, or `pipe`. */
  readonly output: number | 'pipe'
  /** Environment variables beside ours. */
  readonly env?: Readonly<Record<string, string>>
}

/**
 * Starts a command that ends with this process. It has a process group of its own, so that Ctrl-C reaches only us and
 * we end what we started in our own order. It keeps the event loop alive only after `ref()`.
 */
export const spawnGuarded = (command: readonly string[], { cwd, output, env }: GuardedOptions): ChildProcess => {
  const [program = '', ...args] = command
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', output, output],
    detached: true,
  })
  child.unref()
  if (child.pid === undefined) return child
  const guard = spawnGuard(killWhenWeAreGone, String(child.pid))
  child.once('exit', () => guard.kill('SIGKILL'))
  return child
}

export interface GuardedFolder {
  readonly path: string
  remove(): Promise<void>
}

/** Makes a new folder that is removed with this process, or before. */
export const makeGuardedFolder = async (parent: string, prefix: string): Promise<GuardedFolder> => {
  const path = await mkdtemp(join(parent, prefix))
  const guard = spawnGuard(removeWhenWeAreGone, path)
  const removed = new Promise<void>(resolve => guard.once('exit', () => resolve()))
  return {
    path,
    remove: () => {
      guard.ref()
      guard.stdin?.end()
      return removed
    },
  }
}

const spawnGuard = (script: string, argument: string): ChildProcess => {
  const guard = spawn('sh', ['-c', script, 'guard', argument], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  guard.unref()
  if (guard.stdin !== null && 'unref' in guard.stdin) (guard.stdin as { unref(): void }).unref()
  return guard
}
