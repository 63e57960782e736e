/** One step of an expression: an escape, an opening of a group or of a character class, a quantifier, or a character. */
const step = /\\[pP]\{[^}]*\}|\\.|\(\?<?.?|\[\^?\]?|(?:[*+?]|\{[\d,]*\})\+?|./suy
const stepInClass = /\\[pP]\{[^}]*\}|\\.|&&|./suy

/** What Java knows and JavaScript does not, or takes for something else, by the step it begins with. */
const refusedAnywhere = /^\\(?![dDwWsSbBtnrfcxukpP1-9])[A-Za-z0-9]/
const refusedOutside = /^\(\?(?![:=!<])|^\[\^?\]|^(?:[*+?]|\{[\d,]*\})\+/
const refusedInClass = /^(?:\[|&&)/
/** Java lets any of these be escaped, JavaScript only those that have a meaning. */
const needlessEscape = /^\\[^A-Za-z0-9^$\\.*+?()[\]{}|/]$/

/**
 * The source of a regular expression, for the flag `u`, that is what this one is in Java. What cannot be here is refused by name: a
 * RangeError whose message goes on after the name of the key.
 */
export function javaRegex(text: string): string {
  let source = ''
  let inClass = false
  for (let at = 0; at < text.length; ) {
    const found = stepAt(text, at, inClass)
    if (refusedAnywhere.test(found) || (inClass ? refusedInClass : refusedOutside).test(found))
      throw new RangeError(
        `holds ${found}${inClass ? ' within [ ]' : ''}, which Java's regular expressions know, but not this host's`,
      )
    if (found.startsWith('[')) inClass = true
    else if (found === ']') inClass = false
    source += needlessEscape.test(found) ? `\\u{${found.codePointAt(1)?.toString(16)}}` : found
    at += found.length
  }
  return compilable(source, text)
}

function stepAt(text: string, at: number, inClass: boolean): string {
  const kind = inClass ? stepInClass : step
  kind.lastIndex = at
  return kind.exec(text)?.[0] ?? text.slice(at)
}

function compilable(source: string, text: string): string {
  try {
    return new RegExp(source, 'u').source
  } catch (error) {
    const why = error instanceof Error ? error.message.slice(error.message.lastIndexOf(': ') + 2) : String(error)
    const property = /\\[pP](?:\{[^}]*\}|.)/.exec(text)?.[0]
    const hint = property === undefined ? '' : `; ${property} may be what only Java knows`
    throw new RangeError(`is not a regular expression that this host can use: ${why}${hint}`, { cause: error })
  }
}
