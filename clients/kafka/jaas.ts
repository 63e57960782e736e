/** One entry of a `sasl.jaas.config`. */
export interface JaasEntry {
  readonly loginModule: string
  readonly options: Readonly<Record<string, string>>
}

const flags = new Set(['required', 'requisite', 'sufficient', 'optional'])
/** Any other may be the rest of a password that stands without quotes. */
const knownOptions = new Set(['username', 'password', 'clientId', 'clientSecret', 'scope'])

/**
 * Reads `LoginModule flag key=value … ;` as Kafka does, which reads it as java.io.StreamTokenizer: blanks may be missing around `=`
 * and after a quote, values in quotes know C's escapes, `//` and a bare `/` start a comment.
 * Throws a SyntaxError whose message goes on after "sasl.jaas.config", and quotes nothing that may be part of a password.
 */
export function parseJaas(text: string): JaasEntry {
  const tokens = tokenize(text)
  const [loginModule = ';', flag = ''] = tokens.splice(0, 2).map(({ text: word }) => word)
  if (loginModule === ';') throw new SyntaxError('names no login module')
  if (!flags.has(flag.toLowerCase()))
    throw new SyntaxError('needs required, requisite, sufficient or optional after the name of the login module')
  const options: Record<string, string> = Object.create(null)
  let key = tokens.shift()
  for (; key && !isMark(key, ';'); key = tokens.shift()) options[key.text] = readValue(key, tokens)
  if (!key) throw new SyntaxError('does not end with a semicolon')
  if (tokens.length > 0) throw new SyntaxError('must hold exactly one entry; something follows its semicolon')
  return { loginModule, options }
}

function readValue(key: Token, tokens: Token[]): string {
  const equals = tokens.shift()
  const value = tokens.shift()
  if (equals && isMark(equals, '=') && value && !isMark(value, ';') && !isMark(value, '=')) return value.text
  const name = knownOptions.has(key.text) ? key.text : 'an option'
  throw new SyntaxError(`has no value for ${name}; quote values that hold more than letters`)
}

const isMark = (token: Token, mark: string): boolean => !token.quoted && token.text === mark

interface Token {
  readonly text: string
  readonly quoted: boolean
}

const blank = /[\s]/
const wordStart = /[A-Za-z_$\u00a0-\uffff]/
const wordPart = /[A-Za-z0-9._$\-\u00a0-\uffff]/

function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const char = text.charAt(at)
    if (blank.test(char)) at++
    else if (text.startsWith('/*', at)) at = endOf(text, '*/', at)
    else if (char === '/') at = endOf(text, '\n', at)
    else if (char === '"' || char === "'") at = readQuoted(text, at, tokens)
    else if (wordStart.test(char)) at = readWord(text, at, tokens)
    else {
      tokens.push({ text: char, quoted: false })
      at++
    }
  }
  return tokens
}

function endOf(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from + 1)
  return at === -1 ? text.length : at + mark.length
}

function readWord(text: string, from: number, tokens: Token[]): number {
  let to = from + 1
  while (to < text.length && wordPart.test(text.charAt(to))) to++
  tokens.push({ text: text.slice(from, to), quoted: false })
  return to
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', a: '\x07', v: '\v' }

function readQuoted(text: string, from: number, tokens: Token[]): number {
  const quote = text.charAt(from)
  let value = ''
  let at = from + 1
  for (; text.charAt(at) !== quote; at++) {
    if (at >= text.length || text.charAt(at) === '\n') throw new SyntaxError('has a quote that is not closed')
    if (text.charAt(at) !== '\\') value += text.charAt(at)
    else {
      const octal = /^(?:[0-3][0-7]{0,2}|[0-7]{1,2})/.exec(text.slice(at + 1))?.[0]
      const char = text.charAt(at + 1)
      value += octal === undefined ? (escapes[char] ?? char) : String.fromCharCode(Number.parseInt(octal, 8))
      at += octal?.length ?? 1
    }
  }
  tokens.push({ text: value, quoted: true })
  return at + 1
}
