import { styleText } from 'node:util'
import type { Field } from '../../api/config-spec.ts'
import { definitions } from '../../config/config-infos.ts'
import { load } from '../../plugin-loader/load.ts'
import type { Manifest } from '../../plugin-loader/manifest.ts'
import { columns } from '../columns.ts'
import { UsageError } from '../command.ts'
import { commandCodes } from '../exit-codes.ts'
import { type Options, readOptions } from '../read-options.ts'
import { findPlugins } from './find-plugins.ts'

export const usage = `usage: psconnect plugin describe [--plugin-path DIR,…] [--json] NAME|PATH

Shows the keys that a plugin's configuration has: type, default and meaning of each. The plugin is given by its name, by a Java class that it
stands for, or by the path of its file or folder.

  --plugin-path DIR,…   folders with further plugins, as in the worker's plugin.path
  --json                as a JSON list, with each key as Kafka Connect's REST interface defines it

example: psconnect plugin describe avro`

export const options = {
  'plugin-path': { type: 'string', default: '' },
  json: { type: 'boolean', default: false },
} satisfies Options

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = readOptions({
    args: [...args],
    allowPositionals: true,
    options,
  })
  const [name, ...others] = positionals
  if (name === undefined || others.length > 0) throw new UsageError('give one NAME or PATH of a plugin')
  const described: object[] = []
  for (const manifest of await findPlugins(name, values['plugin-path'])) {
    const { config } = (await load(manifest)).plugin
    if (values.json) described.push({ ...manifest, config: definitions([{ spec: config, prefix: '' }]) })
    else console.log(`${title(manifest)}\n\n${keyTable(config)}\n`)
  }
  if (values.json) console.log(JSON.stringify(described, null, 2))
  return commandCodes.done
}

function title({ kind, name, version, packageName, file, aliases }: Manifest): string {
  const from = [packageName ?? file, version].filter(part => part !== undefined).join(' ')
  const stands = aliases.length > 0 ? `, for ${aliases.join(' and ')}` : ''
  return `${styleText('bold', `${kind} ${name}`)} (${from})${stands}`
}

function keyTable(config: Readonly<Record<string, Field<unknown>>>): string {
  const rows = Object.entries(config).map(([key, field]) => [
    field.prefix ? `${key}*` : key,
    typeOf(field),
    defaultOf(field),
    field.doc,
  ])
  return rows.length === 0 ? 'It has no keys.' : columns([['KEY', 'TYPE', 'DEFAULT', 'MEANING'], ...rows])
}

const typeOf = ({ type, schema }: Field<unknown>): string => (schema['enum'] as string[] | undefined)?.join('|') ?? type

function defaultOf({ required, default: value, prefix }: Field<unknown>): string {
  if (required) return '(required)'
  if (value === undefined || prefix) return ''
  return Array.isArray(value) ? value.join(',') : JSON.stringify(value).replaceAll('"', '')
}
