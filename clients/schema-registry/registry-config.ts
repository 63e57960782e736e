import type { TlsConfig } from '@psconnect/client-kafka'

/** The keys of Confluent's clients that say where the registry is and how it is reached, parsed. */
export interface RegistryConfig extends RegistryTls {
  readonly 'schema.registry.url': readonly string[]
  readonly 'basic.auth.credentials.source': string | undefined
  readonly 'basic.auth.user.info': string | undefined
  readonly 'sasl.jaas.config': string | undefined
  readonly 'bearer.auth.token': string | undefined
  readonly 'http.connect.timeout.ms': number
  readonly 'http.read.timeout.ms': number
  readonly 'schema.cache.dir': string | undefined
}

const prefix = 'schema.registry.'

/** Of TLS, the keys of a Kafka client with a prefix. */
type RegistryTls = { readonly [Key in keyof TlsConfig as `${typeof prefix}${Key}`]: TlsConfig[Key] }

/** Its keys for TLS as those of a Kafka client. */
export function tlsConfigOf(config: RegistryConfig): TlsConfig {
  const own = Object.entries(config).filter(([key]) => key.startsWith(`${prefix}ssl.`))
  return Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value])) as unknown as TlsConfig
}

/** What was said of such a key, or names one, said of the key that the user knows. */
export const asRegistryKey = (text: string): string => text.replaceAll(/\bssl\.(?=[a-z])/g, `${prefix}ssl.`)

/** The folder that `file:FOLDER` names in place of a registry. */
export function folderOf({ 'schema.registry.url': [url = ''] }: RegistryConfig): string | undefined {
  if (!url.startsWith('file:')) return undefined
  return url.startsWith('file://') ? decodeURIComponent(new URL(url).pathname) : url.slice('file:'.length)
}
