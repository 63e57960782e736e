import type { ConfigType, Field } from '../../api/config-spec.ts'

export type JsonSchema = Readonly<Record<string, unknown>>

/** What a key's value in YAML must be like. A text with a placeholder, such as `${env:PORT}`, may become anything. */
export function valueSchema(field: Field<unknown>): JsonSchema {
  const { doc, default: value, recommended, secret, prefix } = field
  return {
    description: doc,
    ...(value !== undefined && !prefix && !secret && { default: Array.isArray(value) ? value.join(',') : value }),
    ...(recommended.length > 0 && !field.schema['enum'] && { examples: recommended }),
    ...(prefix ? text : formOf(field)),
  }
}

/** Any scalar of YAML is text to psconnect. */
const text = { type: ['string', 'number', 'boolean'] } as const

const placeholder = String.raw`\$\{[^}]*\}`

function formOf({ type, schema }: Field<unknown>): JsonSchema {
  const { type: _, enum: values, items: __, ...limits } = schema
  if (values) return { anyOf: [{ enum: values }, { type: 'string', pattern: placeholder }] }
  return { ...forms[type], ...limits }
}

/** `pattern` is asked of texts only, as limits are of numbers. */
const forms: Readonly<Record<ConfigType, JsonSchema>> = {
  string: text,
  password: text,
  int: { type: ['integer', 'string'], pattern: String.raw`^\s*[+-]?\d+\s*$|${placeholder}` },
  long: { type: ['integer', 'string'], pattern: String.raw`^\s*[+-]?\d+\s*$|${placeholder}` },
  boolean: {
    type: ['boolean', 'string'],
    pattern: String.raw`^\s*([Tt]rue|TRUE|[Ff]alse|FALSE)\s*$|${placeholder}`,
  },
  list: { type: ['array', ...text.type], items: text },
}
