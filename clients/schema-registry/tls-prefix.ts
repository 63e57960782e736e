import type { TlsConfig } from '@psconnect/client-kafka'

/** What stands before the keys for TLS, which are otherwise those of a Kafka client. */
export const prefix = 'schema.registry.'

export type Prefixed<T> = { readonly [Key in keyof T & string as `${typeof prefix}${Key}`]: T[Key] }

export function tlsConfigOf(config: Prefixed<TlsConfig>): TlsConfig {
  const own = Object.entries(config).filter(([key]) => key.startsWith(`${prefix}ssl.`))
  return Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value])) as unknown as TlsConfig
}

/** A text about the keys of a Kafka client, such as what is wrong with one, for those with the prefix. */
export const asRegistryKey = (text: string): string => text.replaceAll(/\bssl\.(?=[a-z])/g, `${prefix}ssl.`)
