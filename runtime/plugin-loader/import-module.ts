import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { fileURLToPath } from 'node:url'
import { ConnectError } from '../api/errors.ts'
import { reasonOf } from '../telemetry/log-record.ts'
import { adviceOn } from './import-advice.ts'
import { withoutWarnings } from './strip-types.ts'

/** A module may wait for something at its top level, for ever too. */
const limitMs = 10_000

/** Imports a plugin's module. Rejects with PLUGIN_INCOMPATIBLE, whose message says what is wrong and, where that is known, in which line. */
export async function importModule(url: string): Promise<Readonly<Record<string, unknown>>> {
  const limit = Promise.withResolvers<never>()
  const timer = setTimeout(() => limit.reject(new Error(tooLong)), limitMs)
  try {
    return await Promise.race([import(url), limit.promise])
  } catch (error) {
    // Below it, Node lists who required whom.
    const [why] = reasonOf(error).split('\nRequire stack:')
    throw new ConnectError('PLUGIN_INCOMPATIBLE', `${placeOf(error, url)}: ${why}${adviceOn(error)}`, { cause: error })
  } finally {
    clearTimeout(timer)
  }
}

const tooLong = `its import does not end: an await outside of its functions has waited for ${limitMs / 1_000} s`

/** The file, with the line where an error tells it. */
function placeOf(error: unknown, url: string): string {
  const file = fileURLToPath(url)
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  // Where a text breaks the rules, Node writes its place first; where an error is thrown, among the calls.
  const [, faulty, at] = /^(?:file:\/\/)?(\/.*):(\d+)\n/.exec(stack) ?? []
  if (faulty) return `${faulty}:${at}`
  const [, thrownAt] = stack.split(`${url}:`)
  if (thrownAt !== undefined) return `${file}:${Number.parseInt(thrownAt, 10)}`
  return error instanceof SyntaxError ? placeOfSyntaxError(file) : file
}

/** Node does not say where the text of a JavaScript module breaks the rules; its reader of TypeScript does, of one that it is given. */
function placeOfSyntaxError(file: string): string {
  try {
    withoutWarnings(() => stripTypeScriptTypes(readFileSync(file, 'utf8')))
    return `${file}, or a module that it imports`
  } catch (error) {
    const line = /^:(\d+)\n/.exec(error instanceof Error ? (error.stack ?? '') : '')?.[1]
    return line === undefined ? file : `${file}:${line}`
  }
}
