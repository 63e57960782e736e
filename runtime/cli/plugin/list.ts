import type { Manifest } from '../../plugin-loader/manifest.ts'
import { scanBuiltIns } from '../../plugin-loader/scan.ts'
import { columns } from '../columns.ts'
import { commandCodes } from '../exit-codes.ts'
import { readOptions } from '../read-options.ts'

export const usage = `usage: psconnect plugin list [--json]

Lists the plugins that a configuration may name, with the Java classes that each stands for.

  --json   as a JSON list

example: psconnect plugin list`

export async function run(args: readonly string[]): Promise<number> {
  const { values } = readOptions({ args: [...args], options: { json: { type: 'boolean', default: false } } })
  const manifests = scanBuiltIns()
  console.log(values.json ? JSON.stringify(manifests, null, 2) : columns([heading, ...manifests.map(row)]))
  return commandCodes.done
}

const heading = ['KIND', 'NAME', 'VERSION', 'JAVA CLASSES']

const row = ({ kind, name, version, aliases }: Manifest): string[] => [kind, name, version ?? '', aliases.join(' ')]
