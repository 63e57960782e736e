import { Pair, parseLines } from 'dot-properties'
import { type Loader, lineOf } from './entries.ts'

/** Java's .properties format, in UTF-8. */
export const loadProperties: Loader = (text, file, report) => {
  // dot-properties joins continued lines only where they end in LF.
  const source = text.replaceAll(/\r\n?/g, '\n')
  const pairs = parseLines(source, true).filter(node => node instanceof Pair)
  return pairs.map(({ key, value, range: [keyStart, , , valueEnd] }) => {
    const place = { file, line: lineOf(source, keyStart) }
    // Java refuses the whole file; dot-properties would keep the letters.
    const faulty = brokenEscape.test(source.slice(keyStart, valueEnd))
    if (faulty) report.error(place, `${key} has a \\u that is not followed by four hexadecimal digits`)
    return { key, writtenAs: key, text: value, ...place, ...(faulty && { faulty }) }
  })
}

const brokenEscape = /(?<!\\)(?:\\\\)*\\u(?![0-9a-fA-F]{4})/
