import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { nearMiss } from '../../config/near-miss.ts'
import { scanBuiltIns } from '../../plugin-loader/scan.ts'
import { CommandFailed, UsageError } from '../command.ts'
import { commandCodes } from '../exit-codes.ts'
import { type Options, readOptions } from '../read-options.ts'
import { isTemplate, templateKinds, writePlugin } from './write-plugin.ts'

export const usage = `usage: psconnect plugin new converter|sink|source|transform NAME [--dir DIR]

Makes the folder NAME with a plugin in one TypeScript file that runs as it is: with one key, samples for the contract, a test, and what editors
need for types. Its npm test passes at once.

  --dir DIR   where the folder is made, instead of here

example: psconnect plugin new converter csv`

export const options = { dir: { type: 'string', default: '.' } } satisfies Options

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = readOptions({
    args: [...args],
    allowPositionals: true,
    options,
  })
  const [kind = '', name = '', ...others] = positionals
  if (!isTemplate(kind)) throw new UsageError(whichKind(kind))
  if (!/^[a-z][a-z0-9-]*$/.test(name))
    throw new UsageError(`NAME must be of small letters, digits and hyphens (found "${name}")`)
  if (others.length > 0) throw new UsageError(`only one plugin is made at a time (found also ${others.join(' ')})`)
  if (scanBuiltIns().some(plugin => plugin.kind === kind && plugin.name === name))
    throw new CommandFailed(`psconnect itself has a ${kind} ${name}: take another name`)
  const folder = join(values.dir, name)
  if (existsSync(folder)) throw new CommandFailed(`there is already a ${folder}: take another name, or another --dir`)
  const files = writePlugin(kind, name, folder)
  console.log(`${folder} holds ${files.join(', ')}.\nTry it: cd ${folder} && npm test`)
  return commandCodes.done
}

function whichKind(kind: string): string {
  const meant = nearMiss(kind, templateKinds)
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`
  return `the first word must be one of ${templateKinds.join(', ')} (found "${kind}"${hint})`
}
