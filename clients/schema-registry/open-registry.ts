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
  const [first = '', ...others] = config['schema.registry.url']
  const endpoint = endpointOf(config)
  const urls = [first, ...others].map(withoutLogin)
  return new HttpRegistry([endpoint(first), ...others.map(endpoint)], cache ? new DiskCache(cache, urls) : undefined)
}

function endpointOf(config: RegistryConfig): (url: string) => Endpoint {
  const transport = transportOf({
    tls: tlsOptions(tlsConfigOf(config)),
    connectTimeoutMs: config['http.connect.timeout.ms'],
    readTimeoutMs: config['http.read.timeout.ms'],
  })
  return url => ({ url: withoutLogin(url), authorization: authorizationFor(url, config), transport })
}
