import type { Entry } from './resolved-config.ts'

/** The texts of a secret value that must not appear anywhere: the whole, what was filled in, passwords in it. */
export function secretTexts({ text, filledIn = [] }: Entry): string[] {
  const quoted = [...text.matchAll(option)].flatMap(([, double, single, bare]) => {
    const raw = double ?? single ?? bare ?? ''
    return [raw, raw.replaceAll(/\\(.)/g, '$1')]
  })
  return [text.trim(), ...filledIn, ...quoted].filter(secret => secret !== '')
}

/** The logins that stand in the URLs of a text: each whole, and its password. */
export const urlSecrets = (text: string): string[] =>
  [...text.matchAll(/:\/\/([^/?#\s,]*)@/g)].flatMap(([, login = '']) => {
    const password = login.slice(login.indexOf(':') + 1)
    return [login, password, decoded(password)]
  })

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/**
 * Keys that are hidden whatever their spec says, or whether there is one: a producer's password is not used here, but must not be
 * shown either.
 */
export const namesSecret = (key: string): boolean =>
  /password|secret|jaas\.config|credentials\.json|user\.info|token$/i.test(key)

const option = /(?:password|secret)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s;"']+))/gi
