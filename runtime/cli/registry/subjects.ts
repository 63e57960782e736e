import { RegistryCatalogue } from '@psconnect/client-schema-registry'
import { commandCodes } from '../exit-codes.ts'
import { readOptions } from '../read-options.ts'
import { readRegistryConfig, registryOptions, registryOptionsUsage } from './registry-options.ts'

export const usage = `usage: psconnect registry subjects [--url URL] [OPTION…]

Lists the subjects of a schema registry.

${registryOptionsUsage}
  --json                 as a JSON list

example: psconnect registry subjects --url https://schemas.example.org`

export const options = { ...registryOptions, json: { type: 'boolean', default: false } } as const

export async function run(args: readonly string[], signal: AbortSignal): Promise<number> {
  const { values } = readOptions({ args: [...args], options })
  const catalogue = new RegistryCatalogue(await readRegistryConfig(values), signal)
  const subjects = (await catalogue.subjects()).toSorted()
  if (values.json) console.log(JSON.stringify(subjects))
  else for (const subject of subjects) console.log(subject)
  return commandCodes.done
}
