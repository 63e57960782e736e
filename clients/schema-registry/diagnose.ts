import { readdir } from 'node:fs/promises'
import { tlsOptions } from '@psconnect/client-kafka'
import type { Diagnosis, DiagnosisEndpoint, DiagnosisFinding } from 'psconnect/plugin'
import { RegistryCatalogue } from './catalogue.ts'
import { withoutLogin } from './endpoint.ts'
import { send } from './http-request.ts'
import { endpointsOf } from './open-registry.ts'
import type { RegistryConfig } from './registry-keys.ts'
import { folderOf } from './schema-folder.ts'
import { tlsConfigOf } from './tls-prefix.ts'

/** Walks the way of whoever fetches schemas. Call only where `registryProblems` found nothing. */
export function diagnoseRegistry(given: RegistryConfig): Diagnosis {
  const folder = folderOf(given)
  if (folder !== undefined) return { endpoints: [], steps: [{ name: 'schemas', run: () => lookInto(folder) }] }
  const config = impatient(given)
  const cache = config['schema.cache.dir']
  return {
    endpoints: config['schema.registry.url'].map(url => hostOf(url, config)),
    ...(cache && { folders: [{ key: 'schema.cache.dir', path: cache }] }),
    steps: [
      {
        name: 'registry',
        needs: ['TLS'],
        remedy: 'check schema.registry.url, and the login (basic.auth.user.info or bearer.auth.token)',
        run: signal => askForSubjects(config, signal),
      },
    ],
  }
}

const limitMs = 5000

/** Whoever looks on would rather hear at once that there is no answer. */
const impatient = (config: RegistryConfig): RegistryConfig => ({
  ...config,
  'http.connect.timeout.ms': Math.min(config['http.connect.timeout.ms'], limitMs),
  'http.read.timeout.ms': Math.min(config['http.read.timeout.ms'], limitMs),
})

function hostOf(text: string, config: RegistryConfig): DiagnosisEndpoint {
  const { protocol, hostname, port } = new URL(text)
  const isPlain = protocol === 'http:'
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(port || (isPlain ? 80 : 443)),
    tls: isPlain ? null : tlsOptions(tlsConfigOf(config)),
  }
}

async function askForSubjects(config: RegistryConfig, signal: AbortSignal): Promise<DiagnosisFinding> {
  const subjects = await new RegistryCatalogue(config, signal).subjects()
  const serverTime = await timeAt(config, signal)
  const [url = ''] = config['schema.registry.url'].map(withoutLogin)
  const text = `${url} has ${subjects.length} ${subjects.length === 1 ? 'subject' : 'subjects'}`
  return { outcome: 'ok', text, ...(serverTime && { serverTime }) }
}

/** What the answer was, does not matter. */
async function timeAt(config: RegistryConfig, signal: AbortSignal): Promise<Date | undefined> {
  const [{ url, transport }] = endpointsOf(config)
  try {
    const { date = '' } = await send({ url: new URL(url), headers: {} }, transport, signal)
    return Number.isNaN(Date.parse(date)) ? undefined : new Date(date)
  } catch {
    return undefined
  }
}

async function lookInto(folder: string): Promise<DiagnosisFinding> {
  const remedy = 'fill it with psconnect registry sync, or correct schema.registry.url'
  try {
    const schemas = (await readdir(folder)).filter(name => name.endsWith('.avsc'))
    if (schemas.length > 0) return { outcome: 'ok', text: `${folder} holds ${schemas.length}` }
    return { outcome: 'failed', text: `${folder} holds no schema, such as 7.avsc`, remedy }
  } catch (error) {
    return { outcome: 'failed', text: `${folder} cannot be read: ${(error as Error).message}`, remedy }
  }
}
