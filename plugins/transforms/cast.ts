import { list, logicalNames, type Schema } from 'psconnect/plugin'
import { type CastType, castTypes, castValue } from './cast-value.ts'
import { accepts, notEmpty } from './config-checks.ts'
import { fieldsOf, ofFields, replaceNull } from './fields.ts'
import { type Change, keyAndValue, type Subject } from './key-or-value.ts'
import { basicsOf, fieldSchemas, madeOnce, withFields } from './schemas.ts'

/** Changes the type of fields, or of a whole key or value. */
export const cast = keyAndValue({
  name: 'Cast',
  config: {
    spec: list({
      doc: `Fields and the types to cast them to, as field:type, or one type alone for the whole key or value. Types: ${castTypes.join(', ')}. Bytes can be cast to string only: to base64.`,
      importance: 'high',
      problem: text => notEmpty(text) ?? accepts(castsOf)(text),
    }),
    ...replaceNull,
  },
  create({ spec, 'replace.null.with.default': withDefaults }, subject) {
    const casts = castsOf(spec.join(','))
    const whole = casts.get(wholeValue)
    return whole ? castWhole(whole, subject) : castFields(casts, withDefaults, subject)
  },
})

/** Stands among the fields for the whole key or value: no field can be called so. */
const wholeValue = ''

type Casts = ReadonlyMap<string, CastType>

function castWhole(type: CastType, subject: Subject): Change {
  const updated = madeOnce(schema => ({
    ...(isLogical(schema) ? {} : basicsOf(schema)),
    ...castSchema(schema, type, subject),
  }))
  return data => {
    if (data.value === null) return data
    const { schema } = data
    return {
      schema: schema && updated(schema),
      value: castValue(data.value, type, { what: `the ${subject.part}`, schema, subject }),
    }
  }
}

function castFields(casts: Casts, withDefaults: boolean, subject: Subject): Change {
  const updated = madeOnce(schema => {
    const fields = schema.fields?.map(field => {
      const type = casts.get(field.name)
      return type ? { name: field.name, schema: castSchema(field.schema, type, subject) } : field
    })
    return { ...withFields(schema, fields ?? []), optional: schema.optional }
  })
  return data => {
    if (data.value === null) return data
    const fields = fieldsOf(data, subject, withDefaults)
    const schemas = data.schema && fieldSchemas(data.schema)
    for (const [name, type] of casts) {
      if (schemas && !schemas.has(name)) continue
      const casting = { what: `the field ${name}`, schema: schemas?.get(name) ?? null, subject }
      fields.set(name, castValue(fields.get(name) ?? null, type, casting))
    }
    return ofFields(fields, data.schema && updated(data.schema), data.value)
  }
}

function castSchema(schema: Schema, type: CastType, subject: Subject): Schema {
  const { optional, default: given } = schema
  const fallback =
    given === undefined || given === null
      ? undefined
      : castValue(given, type, { what: 'a default in the schema', schema, subject })
  return { type, optional, ...(fallback !== undefined && { default: fallback }) }
}

const isLogical = ({ name }: Schema): boolean => Object.values<string | undefined>(logicalNames).includes(name)

/** Throws a RangeError whose message goes on after the name of the key. */
function castsOf(text: string): Casts {
  const items = text.split(',').filter(item => item.trim() !== '')
  const casts = new Map(items.map(castOf))
  if (casts.has(wholeValue) && items.length > 1)
    throw new RangeError('must hold a type alone, for the whole key or value, or fields with types, not both')
  return casts
}

function castOf(item: string): readonly [string, CastType] {
  const [type = '', field = '', ...more] = item
    .split(':')
    .map(part => part.trim())
    .toReversed()
  const known = castTypes.find(each => each === type.toLowerCase())
  if (!known || more.length > 0 || (item.includes(':') && field === ''))
    throw new RangeError(`must hold items such as field:int32, with a type of ${castTypes.join(', ')}`)
  return [field, known]
}
