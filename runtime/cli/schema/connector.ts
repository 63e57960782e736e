import { namesIn } from '../../config/transform-spec.ts'
import { UsageError } from '../command.ts'
import { commandCodes } from '../exit-codes.ts'
import { type Options, readOptions } from '../read-options.ts'
import { connectorSchema } from './schemas.ts'

export const usage = `usage: psconnect schema connector [--plugin-path DIR,…] [FILE]

Prints the JSON Schema by which an editor checks, completes and explains a connector's file in YAML. With FILE, it has the keys of the plugins
that this file names, transforms too; without it, those of all sinks and converters that psconnect has. The file says in its first line
where its schema is:

  # yaml-language-server: $schema=./pubsub-sink.schema.json

  --plugin-path DIR,…   folders with further plugins, as in the worker's plugin.path

example: psconnect schema connector pubsub-sink.yaml > pubsub-sink.schema.json`

export const options = { 'plugin-path': { type: 'string', default: '' } } satisfies Options

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = readOptions({
    args: [...args],
    allowPositionals: true,
    options,
  })
  const [file, ...others] = positionals
  if (others.length > 0) throw new UsageError(`only one file can be described (found ${positionals.join(' ')})`)
  console.log(JSON.stringify(await connectorSchema(file, namesIn(values['plugin-path'])), null, 1))
  return commandCodes.done
}
