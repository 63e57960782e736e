import type { Schema } from '../schema.ts'
import { Misfit, misfit, placed } from './misfit.ts'
import type { Output } from './output.ts'
import { type Slot, type SlotOf, type Write, writeSlot } from './slot.ts'
import { writeText } from './text.ts'

const maximalDepth = 500
const [comma, colon] = [44, 58]

/** How values that hold others are written; undefined where the schema is of none. */
export function containerWriter(schema: Schema, slotOf: SlotOf): Write | undefined {
  if (schema.type === 'struct') return structWriter(schema, slotOf)
  if (!schema.items) return undefined
  if (schema.type === 'array') return arrayWriter(slotOf(schema.items))
  if (!schema.keys || schema.keys.type === 'string') return textMapWriter(slotOf(schema.items))
  return mapWriter(slotOf(schema.keys), slotOf(schema.items))
}

interface Part {
  readonly name: string
  /** Such as `,"name":`. */
  readonly before: Uint8Array
  readonly slot: Slot
  /** Whether an object that has no such field seems to have one, such as `constructor`. */
  readonly inherited: boolean
}

function structWriter({ fields = [] }: Schema, slotOf: SlotOf): Write {
  const parts = fields.map(({ name, schema }, index): Part => {
    const before = Buffer.from(`${index === 0 ? '' : ','}${JSON.stringify(name)}:`)
    return { name, before, slot: slotOf(schema), inherited: name in Object.prototype }
  })
  return (out, value) => {
    if (!isStruct(value)) throw misfit('an object', value)
    open(out, '{')
    let index = 0
    try {
      for (; index < parts.length; index++) {
        const { name, before, slot, inherited } = parts[index] as Part
        out.few(before)
        writeSlot(out, slot, inherited && !Object.hasOwn(value, name) ? undefined : value[name])
      }
    } catch (error) {
      throw placed(error, `.${parts[index]?.name}`)
    }
    close(out, '}')
  }
}

/** Of what else is an object, a field would be undefined, and no harm would be seen. */
const isStruct = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && !Array.isArray(value) && !(value instanceof Map) && !(value instanceof Uint8Array)

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

function open(out: Output, bracket: '{' | '['): void {
  if (++out.depth > maximalDepth) throw new Misfit(`there are more than ${maximalDepth} values within each other`)
  out.byte(bracket.charCodeAt(0))
}

function close(out: Output, bracket: '}' | ']'): void {
  out.depth--
  out.byte(bracket.charCodeAt(0))
}
