import type { ConfigSpec, Field } from '../api/config-spec.ts'

/** A Markdown table of a spec's keys, one for each group. */
export function describeSpec(spec: ConfigSpec): string {
  const groups = Map.groupBy(Object.entries(spec), ([, { group }]) => group)
  if (groups.size === 0) return 'It has no keys.\n'
  return [...groups]
    .map(([group, fields]) => {
      const title = groups.size > 1 ? `**${group}**\n\n` : ''
      const rows = fields.map(([key, field]) => `| ${cells(key, field).join(' | ')} |\n`)
      return `${title}| key | type | default | meaning |\n|---|---|---|---|\n${rows.join('')}`
    })
    .join('\n')
}

/** Puts each part where the text says `<!-- NAME -->`, up to the next `<!-- end -->`. Every part must have its place. */
export function fillIn(text: string, parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts).reduce((page, [name, part]) => {
    const [before, rest] = splitAt(page, `<!-- ${name} -->\n`)
    const [, after] = splitAt(rest, '<!-- end -->')
    return `${before}<!-- ${name} -->\n${part}<!-- end -->${after}`
  }, text)
}

function splitAt(text: string, mark: string): [before: string, after: string] {
  const at = text.indexOf(mark)
  if (at < 0) throw new Error(`the page has no ${mark.trim()}`)
  return [text.slice(0, at), text.slice(at + mark.length)]
}

function cells(key: string, field: Field<unknown>): string[] {
  const names = [field.prefix ? `${key}*` : key, ...field.aliases].map(code)
  return [names.join(', also '), describeType(field), describeDefault(field), field.doc].map(text =>
    text.replaceAll('|', '\\|').replaceAll('<', '&lt;'),
  )
}

function describeType({ type, schema, prefix }: Field<unknown>): string {
  if (prefix) return 'strings'
  const { enum: values, minimum, maximum } = schema as { enum?: string[]; minimum?: number; maximum?: number }
  if (values) return values.map(value => (value === '' ? 'empty' : code(value))).join(', ')
  const limit = type === 'int' ? 2 ** 31 - 1 : 2 ** 63
  return [
    type,
    minimum !== undefined && minimum > -limit - 1 && `from ${minimum}`,
    maximum !== undefined && maximum < limit && `to ${maximum}`,
  ]
    .filter(part => part !== false)
    .join(' ')
}

function describeDefault({ required, default: value, prefix }: Field<unknown>): string {
  if (required) return '**required**'
  if (value === undefined || prefix) return ''
  const text = Array.isArray(value) ? value.join(',') : JSON.stringify(value).replaceAll('"', '')
  return text === '' ? 'empty' : code(text)
}

const code = (text: string): string => `\`${text}\``
