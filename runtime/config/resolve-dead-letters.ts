import { reasonOf } from '../telemetry/log-record.ts'
import { connectorSpec } from './connector-spec.ts'
import { deepFreeze } from './deep-freeze.ts'
import { producerKeysWithoutEffect } from './kafka-connect-keys.ts'
import type { Home } from './key-check.ts'
import { clientEntries, clientHomes, type EntriesByOwner } from './key-prefixes.ts'
import { resolvePlugin, type Tools } from './resolve-plugin.ts'
import { type WorkerParts, workerBrokers } from './resolve-worker.ts'
import type { DeadLetters, Entry, ResolvedPlugin } from './resolved-config.ts'

/** The sink that a queue without a name of one before it belongs to: as the source, Kafka. */
const queueSink = connectorSpec['source.class'].default ?? ''

const topicKey = 'errors.deadletterqueue.topic.name'
const factorKey = 'errors.deadletterqueue.topic.replication.factor'
const contextKey = 'errors.deadletterqueue.context.headers.enable'
const ofTopics: ReadonlySet<string> = new Set([factorKey, contextKey])

export interface QueueContext {
  readonly file: string
  readonly keys: EntriesByOwner
  readonly worker: WorkerParts
  readonly tools: Tools
  /** As these are known: undefined where something is wrong with them, which need not keep the rest from being checked. */
  readonly source: ResolvedPlugin | undefined
  readonly sink: ResolvedPlugin | undefined
  readonly settings: { readonly [contextKey]: boolean } | undefined
}

/** Where dead letters go; null where they go nowhere, undefined when there were errors, all of them reported. */
export async function resolveDeadLetters(context: QueueContext): Promise<DeadLetters | null | undefined> {
  const { keys, settings } = context
  const namedAt = keys.own.find(({ key }) => key === topicKey)
  if (namedAt?.faulty) return undefined
  const queue = namedAt?.text.trim()
  if (!namedAt || !queue) return null
  const sink = queue.includes(':') ? await ofOwnSink(queue, namedAt, context) : await ofKafka(queue, namedAt, context)
  return sink && settings && { queue, sink, contextHeaders: settings[contextKey] || queue.includes(':') }
}

/** Another instance of the connector's own sink. */
async function ofOwnSink(
  text: string,
  namedAt: Entry,
  { keys, tools, sink }: QueueContext,
): Promise<ResolvedPlugin | undefined> {
  const [name, queue] = [text.slice(0, text.indexOf(':')), text.slice(text.indexOf(':') + 1)]
  if (!sink) return undefined
  const { report } = tools
  const plugin = await tools.plugins.definition('sink', sink)
  if (name !== sink.name || !plugin.deadLetters) {
    const offer = plugin.deadLetters ? ` or, after ${sink.name}:, a queue of the connector's own sink` : ''
    report.error(namedAt, `${namedAt.writtenAs} must be a Kafka topic${offer} (found "${text}")`)
    return undefined
  }
  for (const entry of keys.own.filter(({ key }) => ofTopics.has(key)))
    report.warn(entry, `${entry.writtenAs} has no effect here: it is for dead letters in a Kafka topic`)
  try {
    return { ...sink, config: deepFreeze(plugin.deadLetters(queue, sink.config)) }
  } catch (error) {
    report.error(namedAt, `${namedAt.writtenAs}: what stands after ${name}: ${reasonOf(error)}`)
    return undefined
  }
}

async function ofKafka(queue: string, namedAt: Entry, context: QueueContext): Promise<ResolvedPlugin | undefined> {
  const { file, keys, worker, tools } = context
  const readAgain = await isReadAgain(queue, namedAt, context)
  const why = 'must not be a topic that the connector itself reads'
  if (readAgain) tools.report.error(namedAt, `${namedAt.writtenAs} ${why} (found "${queue}")`)
  const factor = keys.own.find(({ key }) => key === factorKey)
  const topic = [{ ...namedAt, key: 'topic' }, ...(factor ? [{ ...factor, key: 'topic.replication.factor' }] : [])]
  const { entries, inherited } = clientEntries('producer', worker.keys, keys)
  tellSecurity(entries, inherited, context)
  const [home, otherHomes] = clientHomes('producer', { worker: worker.file, connector: file })
  const sink = await resolvePlugin(
    {
      kind: 'sink',
      name: queueSink,
      namedAt,
      entries: [...topic, ...entries],
      offered: workerBrokers(worker, entries, tools),
      home: own => topicHome(own, file) ?? home(own),
      otherHomes: own => (topicHome(own, file) ? [] : otherHomes(own)),
      noEffect: producerKeysWithoutEffect.warned,
    },
    tools,
  )
  return readAgain ? undefined : sink
}

async function isReadAgain(topic: string, namedAt: Entry, { source, tools }: QueueContext): Promise<boolean> {
  if (!source) return false
  const { report, plugins } = tools
  const plugin = await plugins.definition('source', source)
  try {
    return plugin.reads?.(source.config, topic) ?? false
  } catch (error) {
    const why = report.redact(reasonOf(error))
    report.error(namedAt, `the source ${source.name} fails when it is asked whether it reads ${topic}: ${why}`)
    return false
  }
}

/** Taking the worker's own is worth a line in the log, and so is having none where there is one for reading. */
function tellSecurity(
  entries: readonly Entry[],
  inherited: readonly Entry[],
  { keys, worker, tools }: QueueContext,
): void {
  const names = inherited.map(({ key }) => key).join(', ')
  const place = { file: worker.file }
  if (names !== '')
    tools.report.info(
      place,
      `no producer. key says anything about security, so dead letters are written with ${names} of the worker`,
    )
  if (isSecured(clientEntries('consumer', worker.keys, keys).entries) && !isSecured(entries))
    tools.report.warn(
      place,
      'consumer. keys say how records are read securely, but neither producer. keys nor keys of the worker itself say so for writing dead letters: they are written in plain text and without a login',
    )
}

const isSecured = (entries: readonly Entry[]): boolean => entries.some(({ key }) => key === 'security.protocol')

function topicHome(own: string, file: string): Home | undefined {
  if (own === 'topic') return { file, writtenAs: topicKey }
  return own === 'topic.replication.factor' ? { file, writtenAs: factorKey } : undefined
}
