import { stripVTControlCharacters } from 'node:util'
import type { SchemaAndValue } from '../../api/record.ts'
import type { Schema } from '../../api/schema.ts'
import { grouped, paint } from './paint.ts'
import { showScalar } from './show-scalar.ts'

/** Of an array or a map so many lines are shown before the rest is only counted. */
const mostLines = 16
/** Items that are short stand in one line, of so many characters. */
const mostCharacters = 96
const fewestInLine = 3

/** JSON for people, over several lines: numbers exact, bytes and what is long shortened. The value must be one that JSON has. */
export const showValue = ({ schema, value }: Pick<SchemaAndValue, 'schema' | 'value'>): string =>
  show(value, schema ?? undefined).join('\n')

/** What the lines of a value are. The first goes on where its label ends. */
type Lines = readonly string[]

function show(value: unknown, schema: Schema | undefined): Lines {
  if (Array.isArray(value)) return showArray(value, schema?.items)
  if (value instanceof Map) return showMap(value, schema)
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || value instanceof Date)
    return [showScalar(value, schema)]
  return showStruct(value as Struct, schema)
}

type Struct = Readonly<Record<string, unknown>>

function showStruct(struct: Struct, schema: Schema | undefined): Lines {
  const fields = schema?.fields ?? Object.keys(struct).map(name => ({ name, schema: undefined }))
  const entries = fields.map(field => labelled(paintKey(field.name), show(struct[field.name], field.schema)))
  return block('{}', entries, strangers(struct, fields))
}

/** What no receiver will ever see. */
function strangers(struct: Struct, fields: readonly { readonly name: string }[]): Lines {
  const names = new Set(fields.map(({ name }) => name))
  return Object.keys(struct)
    .filter(key => !names.has(key))
    .map(key => paint('warning', `${JSON.stringify(key)} is lost: the schema has no such field`))
}

function showArray(items: readonly unknown[], schema: Schema | undefined): Lines {
  const shown = items.slice(0, mostLines).map(item => show(item, schema))
  return inLine(shown, items.length) ?? block('[]', ...few(shown, items.length))
}

function showMap(map: ReadonlyMap<unknown, unknown>, schema: Schema | undefined): Lines {
  const shown = [...map]
    .slice(0, mostLines)
    .map(([key, item]) => labelled(labelOf(key, schema), show(item, schema?.items)))
  return block('{}', ...few(shown, map.size))
}

const labelOf = (key: unknown, schema: Schema | undefined): string =>
  typeof key === 'string' ? paintKey(key) : show(key, schema?.keys).join(' ')

const paintKey = (key: string): string => paint('key', JSON.stringify(key))

const labelled = (label: string, [first = '', ...rest]: Lines): Lines => [`${label}: ${first}`, ...rest]

/** Undefined where they are not short enough. */
function inLine(shown: readonly Lines[], count: number): Lines | undefined {
  if (shown.some(lines => lines.length > 1)) return undefined
  let characters = 0
  const fitting = shown.flat().filter(item => {
    characters += stripVTControlCharacters(item).length + 2
    return characters <= mostCharacters
  })
  if (fitting.length < Math.min(fewestInLine, count)) return undefined
  return [`[${[...fitting, ...more(count - fitting.length)].join(', ')}]`]
}

/** Those for which there is room, a part of the first at least, and how many others there are. */
function few(shown: readonly Lines[], count: number): [readonly Lines[], Lines] {
  let lines = 0
  const fitting = shown.filter((entry, index) => {
    lines += entry.length
    return index === 0 || lines <= mostLines
  })
  return [fitting.map(beginning), more(count - fitting.length)]
}

function beginning(entry: Lines): Lines {
  const rest = entry.length - mostLines
  if (rest < 2) return entry
  return [...entry.slice(0, mostLines - 1), paint('aside', `  … ${grouped(rest)} more lines`), ...entry.slice(-1)]
}

const more = (count: number): Lines => (count === 0 ? [] : [paint('aside', `… ${grouped(count)} more`)])

function block([open = '', close = '']: string, entries: readonly Lines[], remarks: Lines): Lines {
  if (entries.length + remarks.length === 0) return [open + close]
  const lines = entries.flatMap((entry, index) =>
    entry.map((line, at) => (at === entry.length - 1 && index < entries.length - 1 ? `${line},` : line)),
  )
  return [open, ...[...lines, ...remarks].map(line => `  ${line}`), close]
}
