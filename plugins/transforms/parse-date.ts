import { dayNames, type Letter, monthNames, type PatternPart, patternParts } from './date-pattern.ts'
import { dateOf, newTimeParts, type TimeParts } from './time-parts.ts'

/**
 * Reads times by a pattern of Java's SimpleDateFormat, as leniently as that: numbers may be out of range and then carry over, text
 * behind what the pattern says does not count, and without a time zone it is UTC. Undefined where the text does not fit. Throws as
 * `patternParts`.
 */
export function dateReader(pattern: string): (text: string) => Date | undefined {
  const steps = stepsOf(patternParts(pattern))
  const expression = new RegExp(`^${steps.map(({ source }) => `(${source})`).join('')}`)
  return text => {
    const found = expression.exec(text)
    if (!found) return undefined
    const parts = newTimeParts()
    for (const [index, { read }] of steps.entries()) read(found[index + 1] ?? '', parts)
    return dateOf(parts)
  }
}

/** What one group of the expression looks for, and what becomes of what it has found. */
interface Step {
  readonly source: string
  readonly read: (found: string, parts: TimeParts) => void
}

const stepsOf = (parts: readonly PatternPart[]): readonly Step[] =>
  parts.map((part, index) => {
    if ('text' in part)
      return { source: part.text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`), read: () => undefined }
    const next = parts[index + 1]
    // Where numbers stand side by side, only its width says where one ends.
    return readers[part.letter](part.count, next !== undefined && isNumber(next))
  })

const isNumber = (part: PatternPart): boolean =>
  'letter' in part && (part.letter === 'M' ? part.count < 3 : 'ydHhmsS'.includes(part.letter))

const readers: Readonly<Record<Letter, (count: number, abuts: boolean) => Step>> = {
  y: (count, abuts) => ({
    source: numberSource(count, abuts),
    read: (found, parts) => {
      parts.year = count < 3 && /^\s*\d\d$/.test(found) ? inThisCentury(Number(found)) : Number(found)
    },
  }),
  M: (count, abuts) =>
    count < 3 ? number(month => ({ month: month - 1 }))(count, abuts) : name(monthNames, month => ({ month })),
  d: number(day => ({ day })),
  H: number(hours => ({ hours })),
  h: number(halfDayHours => ({ halfDayHours })),
  m: number(minutes => ({ minutes })),
  s: number(seconds => ({ seconds })),
  S: number(milliseconds => ({ milliseconds })),
  a: () => name(['AM', 'PM'], half => ({ afternoon: half === 1 })),
  // A day of the week says nothing that the date does not.
  E: () => name(dayNames, () => ({})),
  z: () => zone(String.raw`(?:GMT|UTC|UT)(?:[+-]\d{1,2}:\d{2})?|[+-]\d{4}`),
  Z: () => zone(String.raw`(?:GMT|UTC|UT)(?:[+-]\d{1,2}:\d{2})?|[+-]\d{4}`),
  X: count => zone(`Z|[+-]${[String.raw`\d{2}`, String.raw`\d{4}`, String.raw`\d{2}:\d{2}`][count - 1]}`),
}

const numberSource = (count: number, abuts: boolean): string =>
  abuts ? String.raw`[ \t]*\d{${count}}` : String.raw`[ \t]*-?\d{1,18}`

function number(partOf: (value: number) => Partial<TimeParts>): (count: number, abuts: boolean) => Step {
  return (count, abuts) => ({
    source: numberSource(count, abuts),
    read: (found, parts) => void Object.assign(parts, partOf(Number(found))),
  })
}

/** In full, or its first three letters, in capitals or not. */
function name(names: readonly string[], partOf: (index: number) => Partial<TimeParts>): Step {
  const forms = [...names, ...names.map(each => each.slice(0, 3))]
  return {
    source: forms.map(anyCase).join('|'),
    read: (found, parts) => {
      const index = forms.findIndex(form => form.toLowerCase() === found.toLowerCase())
      Object.assign(parts, partOf(index % names.length))
    },
  }
}

const anyCase = (text: string): string =>
  text.replaceAll(/[A-Za-z]/g, letter => `[${letter.toUpperCase()}${letter.toLowerCase()}]`)

const zone = (source: string): Step => ({
  source,
  read: (found, parts) => {
    const [, sign, hours = 0, minutes = 0] = /([+-])(\d{1,2}?):?(\d{2})?$/.exec(found) ?? []
    parts.zoneMinutes = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
  },
})

/** Two digits mean the year that lies less than 80 years back and at most 20 ahead. */
function inThisCentury(year: number): number {
  const first = new Date().getUTCFullYear() - 80
  const century = first - (first % 100)
  return century + year < first ? century + 100 + year : century + year
}
