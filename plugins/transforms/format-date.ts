import { dayNames, type Letter, monthNames, patternParts } from './date-pattern.ts'

/** Writes times in UTC, in English, by a pattern of Java's SimpleDateFormat. Throws as `patternParts`. */
export function dateWriter(pattern: string): (date: Date) => string {
  const parts = patternParts(pattern)
  return date => parts.map(part => ('text' in part ? part.text : writers[part.letter](date, part.count))).join('')
}

const padded = (value: number, count: number): string => String(value).padStart(count, '0')
const named = (name: string | undefined, count: number): string => (count < 4 ? name?.slice(0, 3) : name) ?? ''

const writers: Readonly<Record<Letter, (date: Date, count: number) => string>> = {
  y: (date, count) => {
    const year = date.getUTCFullYear()
    // Before the year 1 come the years before Christ, and Java counts those from 1 too.
    const counted = year > 0 ? year : 1 - year
    return count === 2 ? padded(counted % 100, 2) : padded(counted, count)
  },
  M: (date, count) => {
    const month = date.getUTCMonth()
    return count < 3 ? padded(month + 1, count) : named(monthNames[month], count)
  },
  d: (date, count) => padded(date.getUTCDate(), count),
  H: (date, count) => padded(date.getUTCHours(), count),
  h: (date, count) => padded(date.getUTCHours() % 12 || 12, count),
  m: (date, count) => padded(date.getUTCMinutes(), count),
  s: (date, count) => padded(date.getUTCSeconds(), count),
  S: (date, count) => padded(date.getUTCMilliseconds(), count),
  a: date => (date.getUTCHours() < 12 ? 'AM' : 'PM'),
  E: (date, count) => named(dayNames[date.getUTCDay()], count),
  z: (_, count) => (count < 4 ? 'UTC' : 'Coordinated Universal Time'),
  Z: () => '+0000',
  X: () => 'Z',
}
