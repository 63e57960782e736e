import { tlsOptions } from '@psconnect/client-kafka'
import { authorizationFor } from './credentials.ts'
import { DiskCache } from './disk-cache.ts'
import { type Endpoint, withoutLogin } from './endpoint.ts'
import { HttpRegistry } from './http-registry.ts'
import { transportOf } from './http-request.ts'
import { type RegistryConfig, registryKeys } from './registry-keys.ts'
import { folderOf, SchemaFolder } from './schema-folder.ts'
import type { SchemaRegistry } from './schema-registry.ts'
import { tlsConfigOf } from './tls-prefix.ts'

const opened = new Map<string, SchemaRegistry>()

/** The registry of this configuration: one for all who ask on this thread. Call only where `registryProblems` found nothing. */
export function openRegistry(config: RegistryConfig): SchemaRegistry {
  const key = JSON.stringify(config, Object.keys(registryKeys))
  const registry = opened.get(key) ?? open(config)
  opened.set(key, registry)
  return registry
}

function open(config: RegistryConfig): SchemaRegistry {
  const folder = folderOf(config)
  if (folder !== undefined) return new SchemaFolder(folder)
  const cache = config['schema.cache.dir']
  return new HttpRegistry(endpointsOf(config), cache ? diskCacheIn(cache, config) : undefined)
}

/** The part of the folder that is for the registry of this configuration. */
export const diskCacheIn = (folder: string, config: RegistryConfig): DiskCache =>
  new DiskCache(folder, config['schema.registry.url'].map(withoutLogin))

export function endpointsOf(config: RegistryConfig): readonly [Endpoint, ...Endpoint[]] {
  const transport = transportOf({
    tls: tlsOptions(tlsConfigOf(config)),
    connectTimeoutMs: config['http.connect.timeout.ms'],
    readTimeoutMs: config['http.read.timeout.ms'],
  })
  const endpoint = (url: string): Endpoint => ({
    url: withoutLogin(url),
    authorization: authorizationFor(url, config),
    transport,
  })
  const [first = '', ...others] = config['schema.registry.url']
  return [endpoint(first), ...others.map(endpoint)]
}
