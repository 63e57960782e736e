import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { CommandFailed } from '../command.ts'
import { commandCodes } from '../exit-codes.ts'
import { readOptions } from '../read-options.ts'

export const usage = `usage: psconnect plugin test [FILE…]

Runs the tests of a plugin with Node's test runner: the files given, or all *.test.ts and *.test.js in this folder and below. What they
import from psconnect/plugin is this psconnect's, wherever they lie.

example: psconnect plugin test csv.test.ts`

export async function run(args: readonly string[], signal: AbortSignal): Promise<number> {
  const { positionals } = readOptions({ args: [...args], allowPositionals: true })
  const files = positionals.length > 0 ? positionals : globSync('**/*.test.{ts,mts,js,mjs}', { exclude: isForeign })
  if (files.length === 0) throw new CommandFailed(`there is no *.test.ts or *.test.js in ${process.cwd()}`)
  const host = new URL(`./serve-host${import.meta.url.slice(import.meta.url.lastIndexOf('.'))}`, import.meta.url)
  const child = spawn(process.execPath, ['--import', host.href, '--test', ...files], {
    stdio: 'inherit',
    signal,
    // Node runs no tests within tests unless it forgets where it is.
    env: { ...process.env, NODE_TEST_CONTEXT: undefined },
  })
  const [code] = await once(child, 'exit')
  return code === 0 ? commandCodes.done : commandCodes.failed
}

const isForeign = (path: string): boolean => /(^|\/)node_modules(\/|$)/.test(path)
