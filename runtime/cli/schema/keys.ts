import type { NoEffect } from '../../api/config-spec.ts'
import type { Section } from '../../config/config-infos.ts'
import { type JsonSchema, valueSchema } from './value-schema.ts'

/** A key that a file may have. One that ends with a dot stands for all that start with it. */
export interface Key {
  readonly name: string
  readonly schema: JsonSchema
  /** The names of which a file must have one. */
  readonly required?: readonly string[]
}

export const keysOf = (sections: readonly Section[]): readonly Key[] =>
  sections.flatMap(({ spec, prefix, onlyGiven = false }) =>
    Object.entries(spec).flatMap(([key, field]) => {
      const names = [key, ...field.aliases].map(name => prefix + name)
      const schema = valueSchema(field)
      const required = field.required && !onlyGiven ? { required: names } : {}
      return names.map((name, index): Key => {
        const description = index === 0 ? field.doc : `The same as ${names[0]}. ${field.doc}`
        return { name, schema: { ...schema, description }, ...required }
      })
    }),
  )

/** Keys of Kafka Connect that do nothing here: an editor strikes them through. */
export const withoutEffect = (prefix: string, noEffect: readonly NoEffect[]): readonly Key[] =>
  noEffect.flatMap(({ keys, because }) =>
    keys.map(key => ({
      name: prefix + key,
      schema: { description: `Has no effect here: ${because}.`, deprecated: true },
    })),
  )

/** Keys of Kafka Connect that nobody can miss here. */
export const passedOver = (prefix: string, keys: readonly string[]): readonly Key[] =>
  keys.map(key => ({ name: prefix + key, schema: { description: 'Accepted and without effect.', deprecated: true } }))

/** Where several keys have one name, the first of them. */
export const firstOfEach = (keys: readonly Key[]): readonly Key[] =>
  [...new Map(keys.toReversed().map(key => [key.name, key])).values()].toReversed()
