import { oneOf, type Schema, type SchemaAndValue, string } from 'psconnect/plugin'
import { accepts } from './config-checks.ts'
import { fieldPath } from './field-path.ts'
import { fieldsOf, isObject, replaceNull } from './fields.ts'
import { keyAndValue, type Subject } from './key-or-value.ts'
import { refuse } from './refuse.ts'
import { fieldSchemas } from './schemas.ts'

/** Makes one of its fields the key or value. */
export const extractField = keyAndValue({
  name: 'ExtractField',
  config: {
    field: string({ doc: 'Name of the field, or, with field.syntax.version=V2, the path to it.' }),
    'field.syntax.version': oneOf(['V1', 'V2'], {
      doc: 'V1: field is a name. V2: it is a path, its steps separated by dots; a step that holds dots stands between backticks.',
      default: 'V1',
    }),
    ...replaceNull,
  },
  validate: ({ field, 'field.syntax.version': version }) => {
    const message = accepts(text => fieldPath(text, version))(field)
    return message === undefined ? [] : [{ key: 'field', message }]
  },
  create(config, subject) {
    const path = fieldPath(config.field, config['field.syntax.version'])
    const reading = { subject, withDefaults: config['replace.null.with.default'] }
    return data => {
      const value = valueAt(path, data, reading)
      return { schema: data.schema && schemaAt(path, data.schema, subject), value }
    }
  },
})

type Path = readonly string[]

interface Reading {
  readonly subject: Subject
  /** Of the last step; where a step on the way is null, its default always counts, as in Kafka Connect. */
  readonly withDefaults: boolean
}

/** Null where a step on the way is null. */
function valueAt(path: Path, data: SchemaAndValue, { subject, withDefaults }: Reading): unknown {
  let { schema, value } = data
  for (const [index, step] of path.entries()) {
    if (value === null) return null
    if (index > 0 && !(value instanceof Map || isObject(value))) return refuseStep(path, subject)
    value = fieldsOf({ schema, value }, subject, withDefaults || index < path.length - 1).get(step) ?? null
    schema = schema && schemaOf(step, schema)
  }
  return value
}

function schemaAt(path: Path, schema: Schema, subject: Subject): Schema {
  let current: Schema | null = schema
  for (const step of path) current = current && schemaOf(step, current)
  return current ?? refuseStep(path, subject)
}

const schemaOf = (step: string, schema: Schema): Schema | null => fieldSchemas(schema).get(step) ?? null

const refuseStep = (path: Path, subject: Subject): never =>
  refuse(subject, `finds no field ${path.join('.')} in the ${subject.part}`)
