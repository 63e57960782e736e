import { describeError } from './errors.ts'
import { Late, within } from './within.ts'

/** One sentence of a contract and how it is found out whether a plugin keeps it. */
export interface Clause<T> {
  /** What is asked of the plugin, as a sentence. */
  readonly asks: string
  /** Where the API says so, such as `Converter.decode`, and in which words. */
  readonly member: string
  readonly says: string
  /** Rejects with what was found. */
  readonly check: (subject: T) => Promise<void> | void
  /** Where it is broken, nothing after it can be found out. */
  readonly first?: true
}

export interface Contract<T> {
  /** Such as `converter csv`. */
  readonly plugin: string
  readonly clauses: readonly Clause<T>[]
  /** How long one clause may take, in milliseconds. */
  readonly limitMs: number
}

/** A clause that a plugin breaks. */
export interface Breach {
  readonly asks: string
  readonly member: string
  readonly says: string
  readonly found: string
}

/** Says of each clause that a plugin breaks what the API asks and what was found. */
export class ContractError extends Error {
  readonly #breaches: readonly Breach[]

  constructor(plugin: string, breaches: readonly Breach[], cause: unknown) {
    const points = breaches.map(
      ({ asks, member, says, found }, index) =>
        `\n\n${index + 1}. ${asks}\n   The API says (${member}): "${says}"\n   Found: ${found.replaceAll('\n', '\n   ')}`,
    )
    super(`The ${plugin} breaks its contract:${points.join('')}\n`, { cause })
    this.name = 'ContractError'
    this.#breaches = breaches
  }

  /** In the order of the clauses. The message has them too. */
  get breaches(): readonly Breach[] {
    return this.#breaches
  }
}

/** Rejects with a ContractError where clauses are broken. */
export async function keepsContract<T>({ plugin, clauses, limitMs }: Contract<T>, subject: T): Promise<void> {
  const breaches: Breach[] = []
  let cause: unknown
  for (const { asks, member, says, check, first } of clauses) {
    try {
      await within(limitMs, async () => check(subject))
    } catch (error) {
      const found = error instanceof Finding || error instanceof Late ? error.message : describeError(error)
      // One fault often breaks several clauses: the first says enough.
      if (error instanceof Late || !breaches.some(breach => breach.found === found))
        breaches.push({ asks, member, says, found })
      cause ??= error
      if (first) break
    }
  }
  if (breaches.length > 0) throw new ContractError(plugin, breaches, cause)
}

/** What a clause has found to be broken, in words of the kit. */
class Finding extends Error {}

export function broken(what: string): never {
  throw new Finding(what)
}
