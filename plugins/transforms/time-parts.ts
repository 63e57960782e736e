/** What has been read of a time; what has not is that of the beginning of 1970. */
export interface TimeParts {
  year: number
  /** From 0. */
  month: number
  day: number
  hours: number
  /** Of a clock with twelve hours, which needs `afternoon` too. */
  halfDayHours: number | undefined
  afternoon: boolean
  minutes: number
  seconds: number
  milliseconds: number
  /** How many minutes the clock was ahead of UTC. */
  zoneMinutes: number
}

export const newTimeParts = (): TimeParts => ({
  year: 1970,
  month: 0,
  day: 1,
  hours: 0,
  halfDayHours: undefined,
  afternoon: false,
  minutes: 0,
  seconds: 0,
  milliseconds: 0,
  zoneMinutes: 0,
})

/** In UTC. Parts that are out of range carry over. Undefined where no date can be so far from now. */
export function dateOf(parts: TimeParts): Date | undefined {
  const { year, month, day, halfDayHours, afternoon, minutes, seconds, milliseconds, zoneMinutes } = parts
  const hours =
    halfDayHours === undefined ? parts.hours : (halfDayHours === 12 ? 0 : halfDayHours) + (afternoon ? 12 : 0)
  const date = new Date(0)
  // Date.UTC takes the years 0 to 99 for those of the last century.
  date.setUTCFullYear(year, month, day)
  date.setUTCHours(hours, minutes - zoneMinutes, seconds, milliseconds)
  return Number.isNaN(date.getTime()) ? undefined : date
}
