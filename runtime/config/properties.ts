import { Pair, parseLines } from 'dot-properties'
import type { Loader } from './entries.ts'

/** Java's .properties format, in UTF-8. */
export const loadProperties: Loader = (text, file, report) =>
  [...logicalLines(text)].map(({ content, line }) => {
    const [key, value] = readPair(content)
    const place = { file, line }
    // Java refuses the whole file; dot-properties would keep the letters.
    const faulty = brokenEscape.test(content)
    if (faulty) report.error(place, `${key} has a \\u that is not followed by four hexadecimal digits`)
    return { key, writtenAs: key, text: value, ...place, ...(faulty && { faulty }) }
  })

interface LogicalLine {
  readonly content: string
  /** Where it begins. */
  readonly line: number
}

/**
 * The lines that hold a key, each with those that continue it, as Java's reader puts them together: dot-properties knows no CR as the
 * end of a line that goes on, and takes a comment behind a lone backslash for a key.
 */
function* logicalLines(text: string): Generator<LogicalLine> {
  // A backslash before the last line end of all continues nothing.
  const lines = text.replace(/[\r\n]$/, '').split(/\r\n|\r|\n/)
  let content = ''
  let start = 0
  for (const [index, line] of lines.entries()) {
    const part = line.replace(/^[ \t\f]+/, '')
    if (content === '' && /^(?:[#!]|$)/.test(part)) continue
    if (content === '') start = index + 1
    const continued = oddBackslashes.test(part)
    content += continued ? part.slice(0, -1) : part
    if (continued && index < lines.length - 1) continue
    yield { content, line: start }
    content = ''
  }
}

function readPair(content: string): readonly [key: string, value: string] {
  const [pair] = parseLines(content, true)
  return pair instanceof Pair ? [pair.key, pair.value] : ['', '']
}

const oddBackslashes = /(?<!\\)(?:\\\\)*\\$/
const brokenEscape = /(?<!\\)(?:\\\\)*\\u(?![0-9a-fA-F]{4})/
