import type { Schema } from '../schema.ts'
import { misfit, placed } from './misfit.ts'
import { close, open } from './nesting.ts'
import type { Output } from './output.ts'
import { type Slot, type SlotOf, type Write, writeSlot } from './slot.ts'
import { structWriter } from './struct-writer.ts'
import { writeText } from './text.ts'

const [comma, colon] = [44, 58]

/** How values that hold others are written; undefined where the schema is of none. */
export function containerWriter(schema: Schema, slotOf: SlotOf): Write | undefined {
  if (schema.type === 'struct') return structWriter(schema, slotOf)
  if (!schema.items) return undefined
  if (schema.type === 'array') return arrayWriter(slotOf(schema.items))
  if (!schema.keys || schema.keys.type === 'string') return textMapWriter(slotOf(schema.items))
  return mapWriter(slotOf(schema.keys), slotOf(schema.items))
}

const arrayWriter = (slot: Slot): Write => {
  const write: Write = (out, item) => writeSlot(out, slot, item)
  return (out, value) => {
    if (!Array.isArray(value)) throw misfit('an array', value)
    writeItems(out, value, write)
  }
}

export function writeItems(out: Output, items: readonly unknown[], write: Write): void {
  open(out, '[')
  let index = 0
  try {
    for (; index < items.length; index++) {
      if (index > 0) out.byte(comma)
      write(out, items[index])
    }
  } catch (error) {
    throw placed(error, `[${index}]`)
  }
  close(out, ']')
}

const textMapWriter = (slot: Slot): Write => {
  const write: Write = (out, item) => writeSlot(out, slot, item)
  return (out, value) => {
    if (!(value instanceof Map)) throw misfit('a Map', value)
    writeEntries(out, value, write)
  }
}

/** As an object; each key must be text. */
export function writeEntries(out: Output, entries: Iterable<readonly [unknown, unknown]>, write: Write): void {
  open(out, '{')
  let first = true
  for (const [key, item] of entries) {
    if (typeof key !== 'string') throw misfit('text for each key', key)
    if (!first) out.byte(comma)
    first = false
    writeText(out, key)
    out.byte(colon)
    try {
      write(out, item)
    } catch (error) {
      throw placed(error, `[${JSON.stringify(key)}]`)
    }
  }
  close(out, '}')
}

const mapWriter = (keys: Slot, items: Slot): Write => {
  const writePair: Write = (out, pair) => {
    const [key, item] = pair as readonly [unknown, unknown]
    open(out, '[')
    writeSlot(out, keys, key)
    out.byte(comma)
    writeSlot(out, items, item)
    close(out, ']')
  }
  return (out, value) => {
    if (!(value instanceof Map)) throw misfit('a Map', value)
    writeItems(out, [...value], writePair)
  }
}
