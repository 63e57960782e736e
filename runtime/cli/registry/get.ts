import { writeFile } from 'node:fs/promises'
import { RegistryCatalogue } from '@psconnect/client-schema-registry'
import { whyUnreadable } from '../../config/why-unreadable.ts'
import { CommandFailed, UsageError } from '../command.ts'
import { commandCodes } from '../exit-codes.ts'
import { readOptions } from '../read-options.ts'
import { wholeNumber } from '../whole-number.ts'
import { readRegistryConfig, registryOptions, registryOptionsUsage } from './registry-options.ts'

export const usage = `usage: psconnect registry get [--url URL] [OPTION…] ID

Prints a schema by its id, as the registry has it.

${registryOptionsUsage}
  --out FILE             write it to this file instead

example: psconnect registry get --url https://schemas.example.org --out alert.avsc 704`

export const options = { ...registryOptions, out: { type: 'string' } } as const

export async function run(args: readonly string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = readOptions({ args: [...args], allowPositionals: true, options })
  const [text, ...others] = positionals
  const id = wholeNumber('ID', text, 0)
  if (id === undefined || others.length > 0) throw new UsageError('one ID must be given')
  const catalogue = new RegistryCatalogue(await readRegistryConfig(values), signal)
  const schema = await catalogue.schema(id)
  const count = schema.references.length
  if (count > 0)
    console.error(`schema ${id} refers to others, ${count} in all: psconnect registry sync keeps them, too`)
  if (values.out === undefined) console.log(schema.text)
  else await write(values.out, schema.text)
  return commandCodes.done
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text)
  } catch (error) {
    throw new CommandFailed(`${file} cannot be written: ${whyUnreadable(error)}`)
  }
}
