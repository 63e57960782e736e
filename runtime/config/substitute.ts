import { type ConfigProvider, type ConfigProviders, NotProvided } from './config-providers.ts'
import type { Report } from './report.ts'
import type { Entry } from './resolved-config.ts'
import { namesSecret, secretTexts } from './secrets.ts'

/** Fills in what config providers know, and sees to it that no secret of these entries is ever shown. */
export function substituteAll(entries: readonly Entry[], providers: ConfigProviders, report: Report): Entry[] {
  const complete = entries.map(entry => substitute(entry, providers, report))
  report.hide(complete.filter(({ key }) => namesSecret(key)).flatMap(secretTexts))
  return complete
}

/** As Kafka has it: a name, perhaps a path, a key. */
const placeholders = /\$\{([\w.-]+):(?:([^}:]*):)?([^}]*)\}/g

/** Once: what is filled in is taken as it is. */
function substitute(entry: Entry, providers: ConfigProviders, report: Report): Entry {
  const filledIn: string[] = []
  let secret: true | undefined
  let faulty = entry.faulty === true
  const fill = (placeholder: string, { provider, path, key, at }: Wanted): string => {
    try {
      const value = provider.look(path, key)
      if (provider.secret) {
        secret = true
        if (!isPlain(value)) report.hide([value, value.trim()])
      }
      // A user's name inside a JAAS string is no secret, and is often the start of a topic's or a group's name.
      if (!/username\s*=\s*["']?$/.test(entry.text.slice(0, at))) filledIn.push(value)
      return value
    } catch (error) {
      if (!(error instanceof NotProvided)) throw error
      report.error(entry, `${entry.writtenAs} needs ${error.message}`)
      faulty = true
      return placeholder
    }
  }
  const text = entry.text.replaceAll(placeholders, (placeholder, name: string, ...[path, key, at]: Rest) => {
    const provider = providers.get(name)
    if (provider) return fill(placeholder, { provider, path, key, at })
    report.warn(
      entry,
      `${entry.writtenAs} keeps its \${${name}:…} as it stands: no config provider goes by the name ${name}`,
    )
    return placeholder
  })
  if (text === entry.text && !faulty) return entry
  return { ...entry, text, filledIn, ...(secret && { secret }), ...(faulty && { faulty }) }
}

/** To hide each 1 and each true would hide half of the log; where such a thing is secret, the key says so. */
const isPlain = (value: string): boolean => /^\s*(?:true|false|[+-]?\d*)\s*$/i.test(value)

type Rest = [path: string | undefined, key: string, at: number]

interface Wanted {
  readonly provider: ConfigProvider
  readonly path: string | undefined
  readonly key: string
  /** Where in the text. */
  readonly at: number
}
