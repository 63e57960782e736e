/** A part of a replacement: text, or the group whose match stands there. */
type Part = { readonly text: string } | { readonly group: number | string }

/**
 * A replacement as Java's Matcher reads it, for `String.replace` with the regular expression of this source. What Java refuses is
 * refused: a RangeError whose message goes on after the name of the key.
 */
export function javaReplacement(text: string, source: string): (...match: unknown[]) => string {
  const empty = new RegExp(`${source}|`, 'u').exec('')
  const parts = partsOf(text, { count: (empty?.length ?? 1) - 1, names: Object.keys(empty?.groups ?? {}) })
  return (...match) => parts.map(part => ('text' in part ? part.text : groupIn(match, part.group))).join('')
}

/** `String.replace` gives the match, its groups by number, where it is, the text and, if any has a name, the groups by name. */
function groupIn(match: readonly unknown[], group: number | string): string {
  const found = typeof group === 'number' ? match[group] : (match.at(-1) as Readonly<Record<string, unknown>>)[group]
  return typeof found === 'string' ? found : ''
}

interface Groups {
  readonly count: number
  readonly names: readonly string[]
}

function partsOf(text: string, groups: Groups): readonly Part[] {
  const parts: Part[] = []
  for (const [found, escaped, name, digits] of text.matchAll(/\\(.?)|\$\{([^}]*)\}|\$(\d*)|[^\\$]+/gsu)) {
    if (escaped !== undefined) parts.push({ text: escapedSign(escaped) })
    else if (name !== undefined) parts.push({ group: groupNamed(name, groups) })
    else if (digits !== undefined) parts.push(...numbered(digits, groups))
    else parts.push({ text: found })
  }
  return parts
}

function escapedSign(sign: string): string {
  if (sign === '') throw new RangeError('ends with a backslash that stands before nothing')
  return sign
}

function groupNamed(name: string, { names }: Groups): string {
  if (names.includes(name)) return name
  throw new RangeError(`holds \${${name}}, but regex has no group of this name`)
}

/** As many digits as make the number of a group there is; the others are text. */
function numbered(digits: string, { count }: Groups): readonly Part[] {
  if (digits === '') throw new RangeError('holds a $ before something else than a group: for the sign itself write \\$')
  let length = 1
  if (Number(digits[0]) > count) throw new RangeError(`holds $${digits[0]}, but regex has ${count} groups`)
  while (length < digits.length && Number(digits.slice(0, length + 1)) <= count) length++
  const group = Number(digits.slice(0, length))
  const rest = digits.slice(length)
  return rest === '' ? [{ group }] : [{ group }, { text: rest }]
}
