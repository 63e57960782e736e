import { readFileSync } from 'node:fs'
import avro from '../plugins/converter-avro/index.ts'
import pubsub from '../plugins/sink-pubsub/index.ts'
import kafka from '../plugins/source-kafka/index.ts'
import type { ConfigSpec } from '../runtime/api/config-spec.ts'
import { connectorSpec } from '../runtime/config/connector-spec.ts'
import { consumerKeysWithoutEffect, covers } from '../runtime/config/kafka-connect-keys.ts'
import { connectorRoutes, workerRoutes } from '../runtime/config/key-prefixes.ts'
import { workerSpec } from '../runtime/config/worker-spec.ts'

export const deploymentPage = new URL('../docs/from-java.md', import.meta.url)

/** A deployment that ran under Kafka Connect, file by file, also the keys in lines that a user may put in. */
const folder = new URL('../configs/rubin/', import.meta.url)
const files = [
  { name: 'worker.properties', routes: workerRoutes, own: workerSpec },
  { name: 'connector.properties', routes: connectorRoutes, own: connectorSpec },
  { name: 'admin.properties', routes: [], own: kafka.config },
  { name: 'consumer.properties', routes: [], own: kafka.config },
] as const

type File = (typeof files)[number]

/** A table of each file's keys with what psconnect does with them: what their specifications say. */
function deploymentKeys(): string {
  const rows = files.flatMap(file =>
    keysOf(file.name).map(key => `| \`${key}\` | ${file.name} | ${meaning(key, file)} |\n`),
  )
  return `| key | file | what it does |\n|---|---|---|\n${rows.join('')}`
}

const keysOf = (name: string): string[] => [
  ...new Set([...readFileSync(new URL(name, folder), 'utf8').matchAll(/^#?([\w.]+)=/gm)].map(([, key = '']) => key)),
]

function meaning(key: string, { routes, own }: File): string {
  const { owner = 'own', prefix = '' } = routes.find(({ takes }) => takes(key)) ?? {}
  const name = key.slice(prefix.length)
  if (covers(consumerKeysWithoutEffect.silent, name))
    return 'Nothing: Kerberos is not spoken here, and SCRAM does not need it.'
  const text = docOf(name, specs[owner] ?? own)
  return owner === 'security' ? `${text} Of effect only where no key behind \`consumer.\` says how to log in.` : text
}

const specs: Readonly<Record<string, ConfigSpec>> = {
  consumer: kafka.config,
  security: kafka.config,
  topics: kafka.config,
  sink: pubsub.config,
  'value.converter': avro.config,
}

function docOf(key: string, spec: ConfigSpec): string {
  const field = spec[key] ?? Object.values(spec).find(({ aliases }) => aliases.includes(key))
  if (!field) throw new Error(`no specification knows ${key}`)
  return field.doc.replaceAll('|', '\\|').replaceAll('<', '&lt;')
}

/** What of docs/from-java.md is written by the code. */
export const deploymentParts = { 'deployment keys': deploymentKeys() }
