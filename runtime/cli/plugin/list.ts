import { resolve } from 'node:path'
import { namesIn } from '../../config/transform-spec.ts'
import type { Manifest } from '../../plugin-loader/manifest.ts'
import { Plugins } from '../../plugin-loader/plugins.ts'
import { scanBuiltIns } from '../../plugin-loader/scan.ts'
import { columns } from '../columns.ts'
import { commandCodes } from '../exit-codes.ts'
import { type Options, readOptions } from '../read-options.ts'

export const usage = `usage: psconnect plugin list [--plugin-path DIR,…] [--json]

Lists the plugins that a configuration may name: what each is called, the Java classes that it stands for, and where it is from.

  --plugin-path DIR,…   folders with further plugins, as in the worker's plugin.path
  --json                as a JSON list

example: psconnect plugin list --plugin-path plugins`

export const options = {
  'plugin-path': { type: 'string', default: '' },
  json: { type: 'boolean', default: false },
} satisfies Options

export async function run(args: readonly string[]): Promise<number> {
  const { values } = readOptions({
    args: [...args],
    options,
  })
  const plugins = new Plugins(scanBuiltIns())
  plugins.search(namesIn(values['plugin-path']).map(folder => resolve(folder)))
  const { manifests, problems } = await plugins.list()
  console.log(values.json ? JSON.stringify(manifests, null, 2) : columns([heading, ...manifests.map(row)]))
  for (const problem of problems) console.error(problem)
  return problems.length > 0 ? commandCodes.failed : commandCodes.done
}

const heading = ['KIND', 'NAME', 'VERSION', 'FROM', 'JAVA CLASSES']

const row = ({ kind, name, version = '', packageName, file, aliases }: Manifest): string[] => [
  kind,
  name,
  version,
  packageName ?? file,
  aliases.join(' '),
]
