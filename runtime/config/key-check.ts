import { nearMiss, nearPrefix } from './near-miss.ts'
import type { Place, Report } from './report.ts'
import type { Entry } from './resolved-config.ts'

/** Where a key is, or would be, written, and how. */
export interface Home extends Place {
  readonly writtenAs: string
}

interface Unknown {
  readonly entry: Entry
  /** Whose key it is not: "the sink pubsub". */
  readonly subject: string
  /** What it could be, as it would be written there. */
  readonly names: readonly string[]
}

interface Missing {
  readonly home: Home
  readonly doc: string
}

/**
 * Gathers the keys that nobody knows and those that are missing until all parts of all files are checked: only then can be said
 * what one that nobody knows was meant to be, as it may be another part's.
 */
export class KeyCheck {
  readonly #names = new Map<string, Set<string>>()
  readonly #unknown = new Map<string, Unknown>()
  readonly #unclaimed = new Map<string, Entry>()
  readonly #missing = new Map<string, Missing>()

  /** This key is known there. */
  know({ file, writtenAs }: Home): void {
    const names = this.#names.get(file) ?? new Set()
    this.#names.set(file, names.add(writtenAs))
  }

  unknown(unknown: Unknown): void {
    this.#unknown.set(placeOf(unknown.entry), unknown)
  }

  /** Nobody can say whether this is a key, as the part that it belongs to is not known. */
  unclaimed(entry: Entry): void {
    this.#unclaimed.set(placeOf(entry), entry)
  }

  missing(missing: Missing): void {
    this.#missing.set(placeOf(missing.home), missing)
  }

  /** What is probably a slip is an error if `strict`, else a warning: Java never failed on it. */
  settle(report: Report, strict: boolean): void {
    for (const missing of this.#missing.values()) this.#reportMissing(missing, report)
    for (const { entry, subject, names } of this.#unknown.values()) {
      const meant = meantBy(entry.writtenAs, [...names, ...(this.#names.get(entry.file) ?? [])])
      const said = `${entry.writtenAs} is not a key of ${subject} and has no effect`
      if (meant === undefined) report.warn(entry, said)
      else if (strict) report.error(entry, `${said}; did you mean ${meant}?`)
      else report.warn(entry, `${said}; did you mean ${meant}?`)
    }
  }

  #reportMissing({ home, doc }: Missing, report: Report): void {
    const unknown = [...this.#unknown.values()].map(({ entry }) => entry)
    const slips = [...unknown, ...this.#unclaimed.values()].filter(
      ({ file, writtenAs }) => file === home.file && nearMiss(writtenAs, [home.writtenAs]) !== undefined,
    )
    const [slip] = slips
    if (!slip) return report.error(home, `${home.writtenAs} is missing. ${doc}`)
    report.error(
      slip,
      `${home.writtenAs} is missing, and ${slip.writtenAs} is not a key: did you mean ${home.writtenAs}? ${doc}`,
    )
    this.#unknown.delete(placeOf(slip))
  }
}

/** A name that ends with a dot stands for all that begin with it. */
function meantBy(key: string, names: readonly string[]): string | undefined {
  const meant = nearMiss(key, names)
  if (meant?.endsWith('.')) return `${meant}NAME`
  return meant ?? nearPrefix(key, names)
}

const placeOf = ({ file, line, writtenAs }: Home): string => `${file}:${line}:${writtenAs}`
