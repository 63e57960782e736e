import { list } from 'psconnect/plugin'
import { accepts } from './config-checks.ts'
import { fieldsOf, ofFields, replaceNull } from './fields.ts'
import { keyAndValue } from './key-or-value.ts'
import { distinct, madeOnce, withFields } from './schemas.ts'

/** Drops or renames fields. */
export const replaceField = keyAndValue({
  name: 'ReplaceField',
  config: {
    exclude: list({ doc: 'Fields to drop. What is here and in include too is dropped.', default: [] }),
    include: list({ doc: 'Fields to keep: with this, all others are dropped.', default: [] }),
    renames: list({
      doc: 'Fields to rename, as old:new. exclude and include mean the old names.',
      default: [],
      problem: accepts(text => renamesOf(text.split(',').filter(item => item.trim() !== ''))),
    }),
    ...replaceNull,
  },
  create(config, subject) {
    const excluded = new Set(config.exclude)
    const included = new Set(config.include)
    const renames = renamesOf(config.renames)
    const newName = (name: string): string | undefined => {
      if (excluded.has(name) || (included.size > 0 && !included.has(name))) return undefined
      return renames.get(name) ?? name
    }
    const updated = madeOnce(schema => {
      const fields = (schema.fields ?? []).flatMap(field => {
        const name = newName(field.name)
        return name === undefined ? [] : [{ ...field, name }]
      })
      return withFields(schema, distinct(fields, subject))
    })
    return data => {
      if (data.value === null) return data
      const kept = new Map<string, unknown>()
      for (const [name, value] of fieldsOf(data, subject, config['replace.null.with.default'])) {
        const renamed = newName(name)
        if (renamed !== undefined) kept.set(renamed, value)
      }
      return ofFields(kept, data.schema && updated(data.schema), data.value)
    }
  },
})

/** Throws a RangeError whose message goes on after the name of the key. */
function renamesOf(pairs: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    pairs.map(pair => {
      const [from = '', to = '', ...more] = pair.split(':')
      if (from === '' || to === '' || more.length > 0) throw new RangeError('must hold pairs such as old:new')
      return [from.trim(), to.trim()] as const
    }),
  )
}
