import { RegistryCatalogue } from '@psconnect/client-schema-registry'
import { columns } from '../columns.ts'
import { UsageError } from '../command.ts'
import { commandCodes } from '../exit-codes.ts'
import { readOptions } from '../read-options.ts'
import { readRegistryConfig, registryOptions, registryOptionsUsage } from './registry-options.ts'

export const usage = `usage: psconnect registry versions [--url URL] [OPTION…] SUBJECT

Lists the versions of a subject, with the ids under which records name their schemas.

${registryOptionsUsage}
  --json                 as a JSON list

example: psconnect registry versions --url https://schemas.example.org alert-packet`

export const options = { ...registryOptions, json: { type: 'boolean', default: false } } as const

export async function run(args: readonly string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = readOptions({ args: [...args], allowPositionals: true, options })
  const [subject, ...others] = positionals
  if (subject === undefined || others.length > 0) throw new UsageError('one SUBJECT must be given')
  const catalogue = new RegistryCatalogue(await readRegistryConfig(values), signal)
  const versions = await catalogue.versions(subject)
  const rows = versions.map(({ version, id, type }) => [`${version}`, `${id}`, type])
  console.log(values.json ? JSON.stringify(versions) : columns([['VERSION', 'ID', 'TYPE'], ...rows]))
  return commandCodes.done
}
