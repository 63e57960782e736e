import type { Schema } from '../schema.ts'
import { containerWriter } from './containers.ts'
import { logicalWriter } from './logical.ts'
import { misfit } from './misfit.ts'
import type { JsonOptions } from './options.ts'
import { scalarWriters } from './scalars.ts'
import type { Slot, SlotOf, Write } from './slot.ts'

/** Compiles each schema once. A schema may contain itself. */
export function compiler(options: JsonOptions): SlotOf {
  const slots = new WeakMap<Schema, Slot>()
  const scalars = scalarWriters(options)
  const slotOf: SlotOf = schema => {
    const known = slots.get(schema)
    if (known) return known
    const instead = options.nullAsDefault ? (schema.default ?? undefined) : undefined
    const slot: Slot = { write: writeNothing, optional: schema.optional, instead }
    slots.set(schema, slot)
    slot.write =
      logicalWriter(schema, options) ?? containerWriter(schema, slotOf) ?? scalars[schema.type] ?? refuse(schema)
    return slot
  }
  return slotOf
}

/** What a slot does until its schema is compiled to the end. */
const writeNothing: Write = () => {}

const refuse =
  ({ type }: Schema): Write =>
  (_, value) => {
    throw misfit(`${type} with a schema of its items`, value)
  }
