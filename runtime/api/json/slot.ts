import type { Schema } from '../schema.ts'
import { misfit } from './misfit.ts'
import type { Output } from './output.ts'

/** Writes a value that is there, of one schema. */
export type Write = (out: Output, value: unknown) => void

/** Where values of one schema stand: what is written there, and what if there is none. */
export interface Slot {
  write: Write
  readonly optional: boolean
  /** Stands for a missing value; undefined where nothing does. */
  readonly instead: unknown
}

export type SlotOf = (schema: Schema) => Slot

export const nullText = Buffer.from('null')

export function writeSlot(out: Output, slot: Slot, value: unknown): void {
  if (value !== null && value !== undefined) slot.write(out, value)
  else if (slot.instead !== undefined) slot.write(out, slot.instead)
  else if (slot.optional) out.few(nullText)
  else throw misfit('a value, as the schema requires one', value)
}
