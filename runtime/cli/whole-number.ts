import { UsageError } from './command.ts'

/** What an option says that takes a whole number; undefined where it was not given. */
export function wholeNumber(option: string, text: string | undefined, from = 1): number | undefined {
  if (text === undefined) return undefined
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= from && Number.isSafeInteger(number)) return number
  throw new UsageError(`${option} must be a whole number from ${from} (found ${text})`)
}
