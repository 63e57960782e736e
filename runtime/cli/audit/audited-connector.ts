import { type ConnectionOptions, type ConsumerConfig, connectionOptions } from '@psconnect/client-kafka'
import { type CredentialKeys, credentialsOf, type Endpoint } from '@psconnect/client-pubsub'
import { describeFinding } from '../../config/report.ts'
import { resolveConfig } from '../../config/resolve-config.ts'
import type { DeadLetters, ResolvedConnector } from '../../config/resolved-config.ts'
import { importPlugin } from '../../plugin-loader/import-plugin.ts'
import { Plugins } from '../../plugin-loader/plugins.ts'
import { scanBuiltIns } from '../../plugin-loader/scan.ts'
import { CommandFailed } from '../command.ts'
import { googleSecrets } from '../google-secrets.ts'
import type { SubscriptionPlace } from '../subscription.ts'
import type { Asked } from './arguments.ts'

/** What an audit needs to know of a connector. */
export interface AuditedConnector {
  readonly name: string
  readonly groupId: string
  readonly connection: ConnectionOptions
  readonly isolation: ConsumerConfig['isolation.level']
  readonly reads: (topic: string) => boolean
  /** Such as `projects/P/topics/T`. */
  readonly topic: string
  readonly place: Omit<SubscriptionPlace, 'id'>
  /** Names of transforms that drop records. */
  readonly filters: readonly string[]
  readonly deadLetters: DeadLetters | undefined
}

/** Reads the files as a worker would. Throws a CommandFailed where something is wrong with them, or the connector cannot be audited. */
export async function readConnector({ workerFile, connectorFile }: Asked): Promise<AuditedConnector> {
  const connector = await resolve(workerFile, connectorFile)
  const { name, source, sink, transforms, errors } = connector
  requireAuditable(connector, connectorFile)
  const kafka = source.config as unknown as KafkaKeys
  const pubsub = sink.config as unknown as PubSubKeys
  const { reads } = await importPlugin(source, 'source')
  return {
    name,
    groupId: kafka['group.id'],
    connection: connectionOptions(kafka),
    isolation: kafka['isolation.level'],
    reads: topic => reads?.(source.config, topic) ?? true,
    topic: `projects/${pubsub['cps.project']}/topics/${pubsub['cps.topic']}`,
    place: { project: pubsub['cps.project'], credentials: credentialsOf(pubsub), endpoint: endpointOf(pubsub) },
    filters: transforms.filter(({ plugin }) => plugin.name === 'Filter').map(transform => transform.name),
    deadLetters: errors.deadLetters,
  }
}

/** Of the source `kafka` and the sink `pubsub`: what they check is what is read here. */
type KafkaKeys = ConsumerConfig & { readonly 'group.id': string }
interface PubSubKeys extends CredentialKeys {
  readonly 'cps.topic': string
  readonly 'cps.endpoint': string
  readonly 'cps.useEmulator': boolean
}

const endpointOf = (config: PubSubKeys): Endpoint => ({
  address: config['cps.endpoint'],
  plaintext: config['cps.useEmulator'],
})

async function resolve(workerFile: string, connectorFile: string): Promise<ResolvedConnector> {
  const providers = new Map([['gcpsecret', googleSecrets]])
  const plugins = new Plugins(scanBuiltIns())
  const files = { workerFile, connectorFiles: [connectorFile] }
  const resolution = await resolveConfig({ ...files, env: process.env, providers, plugins })
  for (const notice of resolution.notices) if (notice.level === 'warning') console.error(describeFinding(notice))
  if (!resolution.ok) throw resolution.error
  const [connector] = resolution.config.connectors
  if (connector) return connector
  throw new Error(`${connectorFile} was resolved to no connector`)
}

function requireAuditable({ source, sink }: ResolvedConnector, file: string): void {
  if (source.name !== 'kafka' || sink.name !== 'pubsub')
    throw new CommandFailed(
      `${file}: only what goes from kafka to pubsub can be audited, not ${source.name} to ${sink.name}`,
    )
  if (sink.config['metadata.publish'] === true) return
  throw new CommandFailed(
    `${file}: metadata.publish is not true, so no message says which record it was; set metadata.publish=true, and audit what is published from then on`,
  )
}
