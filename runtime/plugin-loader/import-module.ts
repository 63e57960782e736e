import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { fileURLToPath } from 'node:url'
import { ConnectError } from '../api/errors.ts'
import { reasonOf } from '../telemetry/log-record.ts'
import { withoutWarnings } from './strip-types.ts'

/** A module may wait for something at its top level, for ever too. */
const limitMs = 10_000

/** Imports a plugin's module. Rejects with PLUGIN_INCOMPATIBLE, whose message says what is wrong with it and, if that is known, where. */
export async function importModule(url: string): Promise<Readonly<Record<string, unknown>>> {
  const limit = Promise.withResolvers<never>()
  const timer = setTimeout(() => limit.reject(new Error(tooLong)), limitMs)
  try {
    return await Promise.race([import(url), limit.promise])
  } catch (error) {
    throw new ConnectError('PLUGIN_INCOMPATIBLE', `${placeOf(error, url)}: ${reasonOf(error)}`, { cause: error })
  } finally {
    clearTimeout(timer)
  }
}

const tooLong = `its import does not end: after ${limitMs / 1_000} s, an await outside of its functions still waits for something`

/** The file, with the line where an error tells it. */
function placeOf(error: unknown, url: string): string {
  const file = fileURLToPath(url)
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  // Node writes the place of an error in a module's text before it, and where else one was thrown behind it.
  const [, faulty, at] = /^(?:file:\/\/)?(\/.*):(\d+)\n/.exec(stack) ?? []
  if (faulty) return `${faulty}:${at}`
  const thrown = stack.split(`${url}:`)[1] ?? ''
  const line = /^\d+/.exec(thrown)?.[0] ?? (error instanceof SyntaxError ? faultyLine(file) : undefined)
  return line === undefined ? file : `${file}:${line}`
}

/** Node does not say where the text of a JavaScript module breaks its rules; its reader of TypeScript does. */
function faultyLine(file: string): string | undefined {
  try {
    withoutWarnings(() => stripTypeScriptTypes(readFileSync(file, 'utf8')))
    return undefined
  } catch (error) {
    return /^:(\d+)\n/.exec(error instanceof Error ? (error.stack ?? '') : '')?.[1]
  }
}
