import type { Schema, SchemaAndValue } from 'psconnect/plugin'
import type { Body } from './body.ts'
import { attributeOf, entriesOf, textOf, Unmappable } from './text.ts'

const empty = new Uint8Array()

/** As Google's connector does it, or means to: it loses numbers of more than one byte. Throws Unmappable. */
export function flatBody({ schema, value }: SchemaAndValue, bodyName: string): Body {
  if (schema?.type === 'struct') return bodyOfStruct(value, schema, bodyName)
  if (schema?.type === 'map') return bodyOfMap(value, schema, bodyName)
  const data = bytesOf(value, schema)
  return { data, made: data.length }
}

/** One field is the data, the others are attributes; one that is null is none. */
function bodyOfStruct(value: unknown, { fields = [] }: Schema, bodyName: string): Body {
  let data: Uint8Array = empty
  const attributes = new Map<string, string>()
  for (const { name, schema } of fields) {
    const field = (value as Readonly<Record<string, unknown>>)[name] ?? null
    if (field === null && !schema.optional) throw new Unmappable(`its field ${name} is required and has no value`)
    if (field === null) continue
    if (name === bodyName) data = bytesOf(field, schema)
    else attributes.set(name, attributeOf(`field ${name}`, field, schema))
  }
  return { data, made: data.length, attributes }
}

/** One entry is the data, as text; the others are attributes; one without a value is none. */
function bodyOfMap(value: unknown, schema: Schema, bodyName: string): Body {
  let data: Uint8Array = empty
  const attributes = new Map<string, string>()
  const items = schema.items ?? null
  for (const [key, entry] of entriesOf(value as object)) {
    if (entry === null || entry === undefined) continue
    const name = textOf(key, null)
    if (name !== bodyName) attributes.set(name, attributeOf(`entry ${name}`, entry, items))
    else data = entry instanceof Uint8Array ? entry : Buffer.from(textOf(entry, items))
  }
  return { data, made: data.length, attributes }
}

function bytesOf(value: unknown, schema: Schema | null): Uint8Array {
  if (value instanceof Uint8Array) return value
  if (typeof value === 'string') return Buffer.from(value)
  if (!schema) return Buffer.from(textOf(value, null))
  if (typeof value === 'boolean') return Uint8Array.of(value ? 1 : 0)
  if (typeof value === 'number' || typeof value === 'bigint') return bytesOfNumber(value, schema.type)
  if (Array.isArray(value)) return Buffer.concat(value.map(item => bytesOf(item, schema.items ?? null)))
  throw new Unmappable(`a ${schema.name ?? schema.type} cannot be a message`)
}

/** Big-endian, as wide as its type. */
function bytesOfNumber(value: number | bigint, type: Schema['type']): Uint8Array {
  const form = forms[type]
  if (!form) throw new Unmappable(`a number cannot be a ${type}`)
  const bytes = new Uint8Array(form.size)
  form.write(new DataView(bytes.buffer), value)
  return bytes
}

interface NumberForm {
  readonly size: number
  readonly write: (view: DataView, value: number | bigint) => void
}

const forms: Partial<Record<Schema['type'], NumberForm>> = {
  int8: { size: 1, write: (view, value) => view.setInt8(0, Number(value)) },
  int16: { size: 2, write: (view, value) => view.setInt16(0, Number(value)) },
  int32: { size: 4, write: (view, value) => view.setInt32(0, Number(value)) },
  int64: { size: 8, write: (view, value) => view.setBigInt64(0, BigInt(value)) },
  float32: { size: 4, write: (view, value) => view.setFloat32(0, Number(value)) },
  float64: { size: 8, write: (view, value) => view.setFloat64(0, Number(value)) },
}
