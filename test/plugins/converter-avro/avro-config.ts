import { type AvroConfig, config } from '../../../plugins/converter-avro/config.ts'

/** The configuration that names only these URLs, and what a test sets beside them. */
export function avroConfig(urls: readonly string[], keys: Partial<AvroConfig> = {}): AvroConfig {
  const fields = Object.entries<{ default?: unknown }>(config)
  const defaults = fields.map(([key, field]) => [key, field.default])
  return { ...Object.fromEntries(defaults), 'schema.registry.url': urls, ...keys } as AvroConfig
}
