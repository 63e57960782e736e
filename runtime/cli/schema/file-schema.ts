import type { Key } from './keys.ts'
import type { JsonSchema } from './value-schema.ts'

export interface About {
  readonly title: string
  /** Beginnings of many keys, without the dot, under which an editor offers the rest as a mapping of its own: `consumer`. */
  readonly sections: readonly string[]
}

interface Tree {
  readonly keys: readonly Key[]
  readonly sections: readonly string[]
  /** All beginnings of keys under which the rest may be nested: not those that are keys themselves. */
  readonly beginnings: readonly string[]
}

/**
 * The JSON Schema (draft 7, which every editor knows) of a YAML file with these keys and no others, each of them flat or nested at any of
 * its dots. An editor offers the flat keys and the sections; what else may be nested is not offered, and what is nested within or around
 * a section is not looked at: to list each way of each key would make the schema ten times as large.
 */
export function fileSchema(keys: readonly Key[], { title, sections }: About): JsonSchema {
  const names = new Set(keys.map(({ name }) => name))
  const beginnings = [...new Set(keys.flatMap(({ name }) => beginningsOf(name)))].filter(each => !names.has(each))
  const tree = { keys, sections, beginnings }
  const looked = beginnings.filter(each => isLookedAt(each, sections))
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title,
    ...mapping('', tree),
    allOf: whatIsRequired(tree),
    definitions: Object.fromEntries(looked.map(each => [each, mapping(`${each}.`, tree)])),
  }
}

/** Of `a.b.c`: `a` and `a.b`. */
const beginningsOf = (name: string): string[] => [...name.matchAll(/\./g)].map(({ index }) => name.slice(0, index))

const isLookedAt = (beginning: string, sections: readonly string[]): boolean =>
  !sections.some(section => beginning.startsWith(`${section}.`) || section.startsWith(`${beginning}.`))

/** What may stand under a beginning of keys, which ends with a dot, or at the top. */
function mapping(prefix: string, { keys, sections, beginnings }: Tree): JsonSchema {
  const rest = (name: string) => name.slice(prefix.length)
  const under = keys.filter(({ name }) => name.startsWith(prefix) && name !== prefix)
  const open = under.filter(isOpen)
  const isOffered = (each: string) => sections.includes(each) || open.some(({ name }) => name === `${each}.`)
  const nested = beginnings.filter(each => each.startsWith(prefix))
  const [looked, others] = [
    nested.filter(each => isLookedAt(each, sections)),
    nested.filter(each => !isLookedAt(each, sections)),
  ]
  const definitions = (some: readonly string[], write: (name: string) => string) =>
    Object.fromEntries(some.map(each => [write(rest(each)), refer('definitions', each)]))
  return {
    type: 'object',
    properties: {
      ...Object.fromEntries(
        under
          .filter(key => !isOpen(key))
          .map(({ name, schema }) => [rest(name), prefix === '' ? schema : refer('properties', name)]),
      ),
      ...definitions(looked.filter(isOffered), name => name),
    },
    patternProperties: {
      ...definitions(
        looked.filter(each => !isOffered(each)),
        only,
      ),
      ...Object.fromEntries(open.map(({ name, schema }) => [`^${literally(rest(name))}`, schema])),
      ...(others.length > 0 && { [only(...others.map(rest))]: { type: 'object' } }),
    },
    additionalProperties: keys.find(({ name }) => name === prefix)?.schema ?? false,
  }
}

/** It stands for all keys that start with it. */
const isOpen = ({ name }: Key): boolean => name.endsWith('.')

/** A regular expression of these texts and no others. */
const only = (...texts: readonly string[]): string => `^(?:${texts.map(literally).join('|')})$`

const literally = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)

const refer = (place: 'properties' | 'definitions', name: string): JsonSchema => ({
  $ref: `#/${place}/${encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))}`,
})

/** A key counts as given where one of its beginnings is: what stands there is nested in it, or is missed when the file is read. */
const whatIsRequired = ({ keys, beginnings }: Tree): readonly JsonSchema[] =>
  [...new Set(keys.map(({ required }) => required))]
    .filter(names => names !== undefined)
    .map(names => names.flatMap(name => [name, ...beginningsOf(name).filter(each => beginnings.includes(each))]))
    .map(ways => (ways.length === 1 ? { required: ways } : { anyOf: ways.map(way => ({ required: [way] })) }))
