/** A part of a pattern: text that stands there as it is, or a letter and how often it is repeated. */
export type PatternPart = { readonly text: string } | { readonly letter: Letter; readonly count: number }

/** What of a time a letter stands for: those of Java's SimpleDateFormat that this host knows. */
const letters = ['y', 'M', 'd', 'H', 'h', 'm', 's', 'S', 'a', 'E', 'z', 'Z', 'X'] as const
export type Letter = (typeof letters)[number]

/**
 * The parts of a pattern of Java's SimpleDateFormat. What this host does not know is refused: a RangeError whose message goes on after
 * the name of the key.
 */
export function patternParts(pattern: string): readonly PatternPart[] {
  const parts: PatternPart[] = []
  for (const [found] of pattern.matchAll(/'(?:[^']|'')*'|''|'.*|([A-Za-z])\1*|[^A-Za-z']+/gs)) {
    if (found.startsWith("'")) parts.push({ text: unquoted(found) })
    else if (/^[A-Za-z]/.test(found)) parts.push(letterPart(found))
    else parts.push({ text: found })
  }
  return parts
}

function unquoted(found: string): string {
  if (found === "''") return "'"
  if (!/^'.*'$/s.test(found) || found.length < 2)
    throw new RangeError(`has a quote without a second one, from ${found} on`)
  return found.slice(1, -1).replaceAll("''", "'")
}

function letterPart(found: string): PatternPart {
  const letter = letters.find(each => found.startsWith(each))
  if (!letter) throw new RangeError(`holds ${found}; the letters this host knows are ${letters.join(' ')}`)
  if (letter === 'X' && found.length > 3) throw new RangeError(`holds ${found}: at most three X stand for a time zone`)
  return { letter, count: found.length }
}

export const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
export const dayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
