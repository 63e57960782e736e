import type { ConfigSpec, Field } from '../api/config-spec.ts'
import { redactor } from '../telemetry/redact.ts'
import type { ConfigProblems } from './connector-configs.ts'
import { namesSecret } from './secrets.ts'

/** Some keys of a configuration and what stands before them there: '', 'key.converter.'. */
export interface Section {
  readonly spec: ConfigSpec
  readonly prefix: string
  /** Only keys that are given are told of: there are many, and few are ever used. */
  readonly onlyGiven?: boolean
}

/** What Kafka Connect tells of one key, for those who make forms of it. */
export interface Definition {
  readonly name: string
  readonly type: string
  readonly required: boolean
  readonly default_value: string | null
  readonly importance: string
  readonly documentation: string
  readonly group: string
  readonly order_in_group: number
  readonly width: 'MEDIUM'
  readonly display_name: string
  readonly dependents: readonly string[]
}

export interface ConfigInfo {
  /** Null for a key that nobody knows. */
  readonly definition: Definition | null
  readonly value: {
    readonly name: string
    /** What is given, or else the default; never a secret. */
    readonly value: string | null
    readonly recommended_values: readonly string[]
    readonly errors: readonly string[]
    readonly visible: boolean
  }
}

/** The answer of Kafka Connect's `/connector-plugins/NAME/config/validate`. */
export interface ConfigInfos {
  readonly name: string
  readonly error_count: number
  readonly groups: readonly string[]
  readonly configs: readonly ConfigInfo[]
}

export type GivenTexts = Readonly<Record<string, string>>

export function configInfos(
  name: string,
  sections: readonly Section[],
  { given, errors, secrets }: ConfigProblems & { readonly given: GivenTexts },
): ConfigInfos {
  const hide = redactor(secrets)
  const keys = keysOf(sections, given)
  const known = new Map(keys.flatMap(key => key.names.map(each => [each, key.definition.name] as const)))
  const saidOf = Map.groupBy(errors, ({ writtenAs = '' }) => known.get(writtenAs) ?? writtenAs)
  const said = (key: string) => (saidOf.get(key) ?? []).map(({ message }) => message)
  const infos = keys.map(({ definition, field, names }): ConfigInfo => {
    const own = definition.name
    const text = names.map(each => given[each]).find(each => each !== undefined)
    const shown = text === undefined ? definition.default_value : shownAs(text, own, field)
    const value = shown === null ? null : hide(shown)
    return {
      definition,
      value: { name: own, value, recommended_values: field.recommended, errors: said(own), visible: true },
    }
  })
  const unknown = [...saidOf.keys()].filter(key => !keys.some(({ definition }) => definition.name === key))
  const others = unknown.map((key): ConfigInfo => {
    return {
      definition: null,
      value: { name: key, value: null, recommended_values: [], errors: said(key), visible: true },
    }
  })
  const groups = [...new Set(keys.map(({ definition }) => definition.group))]
  return { name, error_count: errors.length, groups, configs: [...infos, ...others] }
}

/** Of all keys; one that stands for many has a star at its end. */
export const definitions = (sections: readonly Section[]): readonly Definition[] =>
  sections.flatMap(({ spec, prefix }) =>
    Object.entries(spec).map(([key, field], index) => define(prefix + (field.prefix ? `${key}*` : key), field, index)),
  )

interface Key {
  readonly definition: Definition
  readonly field: Field<unknown>
  /** By which it may be given, the first of them before the others. */
  readonly names: readonly string[]
}

function keysOf(sections: readonly Section[], given: GivenTexts): readonly Key[] {
  const keys = sections.flatMap(({ spec, prefix, onlyGiven = false }) =>
    Object.entries(spec).flatMap(([key, field], index): Key[] => {
      if (field.prefix) return mapKeys(prefix + key, field, given)
      const names = [key, ...field.aliases].map(each => prefix + each)
      if (onlyGiven && !names.some(each => Object.hasOwn(given, each))) return []
      return [{ definition: define(prefix + key, field, index), field, names }]
    }),
  )
  // Where two sections have a key, the first is asked.
  return [...new Map(keys.toReversed().map(key => [key.definition.name, key])).values()].toReversed()
}

const mapKeys = (start: string, field: Field<unknown>, given: GivenTexts): Key[] =>
  Object.keys(given)
    .filter(key => key.startsWith(start))
    .map((key, index) => ({ definition: define(key, { ...field, default: undefined }, index), field, names: [key] }))

const define = (name: string, field: Field<unknown>, index: number): Definition => ({
  name,
  type: field.type.toUpperCase(),
  required: field.required,
  default_value: defaultText(field),
  importance: field.importance.toUpperCase(),
  documentation: field.doc,
  group: field.group,
  order_in_group: index + 1,
  width: 'MEDIUM',
  display_name: name,
  dependents: [],
})

function defaultText({ default: value, secret, prefix }: Field<unknown>): string | null {
  if (value === undefined || prefix) return null
  if (secret) return hidden
  return Array.isArray(value) ? value.join(',') : JSON.stringify(value).replaceAll(/^"|"$/g, '')
}

/** A text with a placeholder is shown as it is given: what is filled in is not there. */
const shownAs = (text: string, key: string, { secret }: Field<unknown>): string =>
  (secret || namesSecret(key)) && !/^\$\{[^}]*\}$/.test(text.trim()) ? hidden : text

const hidden = '[hidden]'
