import { UsageError } from '../command.ts'
import { commandCodes } from '../exit-codes.ts'
import { readOptions } from '../read-options.ts'
import { workerSchema } from './schemas.ts'

export const usage = `usage: psconnect schema worker [FILE]

Prints the JSON Schema by which an editor checks, completes and explains a worker's file in YAML. With FILE, it has the keys of the
converters that this file names, without it those of all that psconnect has. The file says in its first line where its schema is:

  # yaml-language-server: $schema=./worker.schema.json

example: psconnect schema worker worker.yaml > worker.schema.json`

export async function run(args: readonly string[]): Promise<number> {
  const { positionals } = readOptions({ args: [...args], allowPositionals: true })
  const [file, ...others] = positionals
  if (others.length > 0) throw new UsageError(`only one file can be described (found ${positionals.join(' ')})`)
  console.log(JSON.stringify(await workerSchema(file), null, 1))
  return commandCodes.done
}
