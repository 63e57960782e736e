import { logicalNames, type Schema } from 'psconnect/plugin'

/** Whether Google's connector has a form for the values of this schema: bodyOf in flat-body.ts. */
export function isFlat(schema: Schema, bodyName: string): boolean {
  if (schema.type === 'map') return hasText(schema.items)
  if (schema.type !== 'struct') return hasBytes(schema)
  return (schema.fields ?? []).every(({ name, schema: field }) =>
    name === bodyName ? hasBytes(field) : field.type !== 'struct' && field.type !== 'map' && hasText(field),
  )
}

/** A struct has none, wherever it lies. */
function hasText(schema: Schema | undefined): boolean {
  if (!schema) return true
  return schema.type !== 'struct' && hasText(schema.keys) && hasText(schema.items)
}

function hasBytes(schema: Schema | undefined): boolean {
  if (!schema) return true
  if (schema.type === 'array') return hasBytes(schema.items)
  return schema.type !== 'struct' && schema.type !== 'map' && !datesHave(schema.name)
}

const dates: ReadonlySet<string> = new Set([logicalNames.date, logicalNames.time, logicalNames.timestamp])
const datesHave = (name: string | undefined): boolean => name !== undefined && dates.has(name)
