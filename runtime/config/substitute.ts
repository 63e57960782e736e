import type { Report } from './report.ts'
import type { Entry } from './resolved-config.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Fills in `${env:NAME}`, once: what comes out of a variable is taken as it is. */
export function substitute(entry: Entry, env: Environment, report: Report): Entry {
  const fromEnv: string[] = []
  let faulty = entry.faulty === true
  const text = entry.text.replaceAll(/\$\{env:([^}]*)\}/g, (placeholder, name: string, at: number) => {
    const value = env[name]
    if (value === undefined) {
      report.error(entry, `${entry.writtenAs} needs the environment variable ${name}, which is not set`)
      faulty = true
      return placeholder
    }
    // A user's name inside a JAAS string is no secret, and is often the start of a topic's or a group's name.
    if (value !== '' && !/username\s*=\s*["']?$/.test(entry.text.slice(0, at))) fromEnv.push(value)
    return value
  })
  if (text === entry.text && !faulty) return entry
  return { ...entry, text, fromEnv, ...(faulty && { faulty }) }
}
