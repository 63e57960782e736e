import { type ConfigProviders, NotProvided } from './config-providers.ts'
import type { Report } from './report.ts'
import type { Entry } from './resolved-config.ts'
import { namesSecret, secretTexts } from './secrets.ts'

/** Fills in what config providers know, and sees to it that no secret of these entries is ever shown. */
export async function substituteAll(
  entries: readonly Entry[],
  providers: ConfigProviders,
  report: Report,
): Promise<readonly Entry[]> {
  const complete: Entry[] = []
  for (const entry of entries) complete.push(await substitute(entry, providers, report))
  report.hide(complete.filter(({ key }) => namesSecret(key)).flatMap(secretTexts))
  return complete
}

/** As Kafka has it: a name, perhaps a path, a key. */
const placeholders = /\$\{([\w.-]+):(?:([^}:]*):)?([^}]*)\}/g

/** Once: what is filled in is taken as it is. */
async function substitute(entry: Entry, providers: ConfigProviders, report: Report): Promise<Entry> {
  const parts: string[] = []
  const fillings: Filling[] = []
  let from = 0
  for (const match of entry.text.matchAll(placeholders)) {
    const filling = await fill(match, entry, { providers, report })
    fillings.push(filling)
    parts.push(entry.text.slice(from, match.index), filling.text)
    from = match.index + match[0].length
  }
  const text = parts.join('') + entry.text.slice(from)
  const faulty = fillings.some(filling => filling.faulty)
  if (text === entry.text && !faulty) return entry
  const secret = fillings.some(filling => filling.secret)
  const filledIn = fillings.filter(({ provided }) => provided).map(filling => filling.text)
  return { ...entry, text, filledIn, ...(secret && { secret }), ...(faulty && { faulty }) }
}

/** What becomes of one placeholder. */
interface Filling extends Pick<Entry, 'secret' | 'faulty'> {
  readonly text: string
  /** It comes from a provider, and is secret where its key is. */
  readonly provided?: true
}

async function fill(match: RegExpExecArray, entry: Entry, { providers, report }: Sources): Promise<Filling> {
  const [text, name = '', path, key = ''] = match
  const provider = providers.get(name)
  if (!provider) {
    const kept = `${entry.writtenAs} keeps its \${${name}:…} as it stands`
    report.warn(entry, `${kept}: no config provider goes by the name ${name}`)
    return { text }
  }
  try {
    const value = await provider.look(path, key)
    // To hide each 1 and each true would hide half of the log; where such a thing is secret, the key says so.
    if (provider.secret && !/^\s*(?:true|false|[+-]?\d*)\s*$/i.test(value)) report.hide([value, value.trim()])
    // A user's name inside a JAAS string is no secret, and is often the start of a topic's or a group's name.
    const isUsername = /username\s*=\s*["']?$/.test(entry.text.slice(0, match.index))
    return { text: value, ...(provider.secret && { secret: true }), ...(!isUsername && { provided: true }) }
  } catch (error) {
    if (!(error instanceof NotProvided)) throw error
    report.error(entry, `${entry.writtenAs} needs ${error.message}`)
    return { text, faulty: true }
  }
}

interface Sources {
  readonly providers: ConfigProviders
  readonly report: Report
}
