import { logicalNames, type Schema } from '../../api/schema.ts'
import { paint } from './paint.ts'

/** A schema as a tree with a line for each field: `?` says that it may be null, and the fields of a struct stand there once. */
export function showSchema(schema: Schema): readonly string[] {
  const shown = new Set<unknown>()
  const fieldsOf = (parent: Schema): readonly string[] => {
    const struct = structIn(parent)
    if (!struct || shown.has(identity(struct))) return []
    shown.add(identity(struct))
    const fields = struct.fields ?? []
    const width = Math.max(0, ...fields.map(({ name }) => name.length))
    return fields.flatMap(({ name, schema: type }) => {
      const known = structIn(type)
      const above = known && shown.has(identity(known)) ? paint('aside', ' as above') : ''
      const line = `${paint('key', name.padEnd(width))}  ${typeText(type)}${above}`
      return [line, ...fieldsOf(type)].map(each => `  ${each}`)
    })
  }
  return [typeText(schema), ...fieldsOf(schema)]
}

/** Whose fields come next: its own, or those of its items. */
function structIn(schema: Schema): Schema | undefined {
  if (schema.type === 'struct') return schema
  return schema.items && structIn(schema.items)
}

/** One struct may be there as several objects, such as where it may be null and where not. */
const identity = (struct: Schema): unknown =>
  struct.name === undefined ? struct.fields : [struct.name, ...(struct.fields ?? []).map(({ name }) => name)].join(' ')

function typeText(schema: Schema): string {
  return `${requiredType(schema)}${schema.optional ? '?' : ''}`
}

function requiredType(schema: Schema): string {
  const { type, name, items, keys = text } = schema
  if (type === 'array' && items) return `array<${typeText(items)}>`
  if (type === 'map' && items) return `map<${typeText(keys)}, ${typeText(items)}>`
  return type === 'struct' ? (name ?? type) : scalarType(schema)
}

const text: Schema = { type: 'string', optional: false }

function scalarType({ type, name, parameters }: Schema): string {
  if (name === logicalNames.decimal) return `decimal(${parameters?.['scale'] ?? '0'})`
  const moment = (['date', 'time', 'timestamp'] as const).find(each => logicalNames[each] === name)
  return moment ?? (name === undefined ? type : `${type} ${name}`)
}
