import { folderOf, type RegistryConfig, registryKeys, registryProblems } from '@psconnect/client-schema-registry'
import { UsageError } from '../command.ts'
import { readClientConfig } from '../read-client-config.ts'

/** Of every command that asks a registry, as node:util's parseArgs takes them. */
export const registryOptions = {
  url: { type: 'string' },
  config: { type: 'string' },
  property: { type: 'string', multiple: true },
} as const

/** They say the same in each command's usage. */
export const registryOptionsUsage = `  --url URL[,URL…]       the registry; a login may stand in it
  --config FILE          keys of the converter avro: schema.registry.url, basic.auth.user.info, schema.registry.ssl.* and so on
  --property KEY=VALUE   such a key; may hold \${env:NAME}`

interface Given {
  readonly url?: string | undefined
  readonly config?: string | undefined
  readonly property?: readonly string[] | undefined
}

/** Checked; throws where something is wrong with it. */
export async function readRegistryConfig({ url, config, property = [] }: Given): Promise<RegistryConfig> {
  const read = await readClientConfig(
    { config: registryKeys, validate: registryProblems },
    {
      subject: 'the registry',
      file: config,
      options: [{ key: 'schema.registry.url', option: '--url', text: url }, ...property.map(readProperty)],
    },
  )
  if (folderOf(read) === undefined) return read
  throw new UsageError('a registry must be asked, with http:// or https://; a folder (file:) only stands in for one')
}

function readProperty(given: string) {
  const equals = given.indexOf('=')
  if (equals < 1) throw new UsageError(`--property must be KEY=VALUE (found ${given})`)
  const key = given.slice(0, equals)
  return { key, option: `--property ${key}`, text: given.slice(equals + 1) }
}
