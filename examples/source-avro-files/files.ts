import { globSync } from 'node:fs'
import { ConnectError } from 'psconnect/plugin'

/** The files that these patterns mean, each once, in the order of their names. Throws SOURCE_FAILED where one means none. */
export function filesOf(patterns: readonly string[]): readonly string[] {
  const found = patterns.map(pattern => ({ pattern, files: globSync(pattern) }))
  const none = found.find(({ files }) => files.length === 0)
  if (none)
    throw new ConnectError('SOURCE_FAILED', `source.files: there is no file ${none.pattern} in ${process.cwd()}`)
  return [...new Set(found.flatMap(({ files }) => files))].toSorted()
}
