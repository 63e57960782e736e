import type { Entry } from './resolved-config.ts'

/** The texts of a secret value that must not appear anywhere: the whole, what was filled in, passwords in it. */
export function secretTexts({ text, filledIn = [] }: Entry): string[] {
  const quoted = [...text.matchAll(option)].flatMap(([, double, single, bare]) => {
    const raw = double ?? single ?? bare ?? ''
    return [raw, raw.replaceAll(/\\(.)/g, '$1')]
  })
  return [text.trim(), ...filledIn, ...quoted].filter(secret => secret !== '')
}

/**
 * Keys that are hidden whatever their spec says, or whether there is one: a producer's password is not used here, but must not be
 * shown either.
 */
export const namesSecret = (key: string): boolean =>
  /password|secret|jaas\.config|credentials\.json|user\.info|token$/i.test(key)

const option = /(?:password|secret)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s;"']+))/gi
