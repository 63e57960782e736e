import { type ConsumerConfig, connectionOptions, TopicAdmin } from '@psconnect/client-kafka'
import type { ConsumerRecord } from '../../api/record.ts'
import type { AuditedConnector } from './audited-connector.ts'
import { Ranges } from './ranges.ts'
import { type Log, readSpans } from './read-spans.ts'

export interface FoundLetters {
  /** By the partition that they are from, as in `alerts/3`. */
  readonly places: ReadonlyMap<string, Ranges>
  /** Why they do not tell all that there is to know of them; empty where they do. */
  readonly remark: string
}

/** The dead letters of the connector that are in its queue now. */
export async function findDeadLetters(connector: AuditedConnector, signal: AbortSignal): Promise<FoundLetters> {
  const places = new Map<string, Ranges>()
  const { deadLetters, name } = connector
  if (!deadLetters) return { places, remark: '' }
  const { queue, sink, contextHeaders } = deadLetters
  if (sink.name !== 'kafka') return { places, remark: `may be dead letters in ${queue}, which is not looked into` }
  if (!contextHeaders) return { places, remark: `may be dead letters in ${queue}: ${noContext}` }
  const log: Log = {
    connection: connectionOptions(sink.config as unknown as ConsumerConfig),
    isolation: 'read_uncommitted',
    topic: queue,
  }
  const take = (record: ConsumerRecord): void => {
    const { 'connector.name': sender, topic, partition, offset } = contextOf(record)
    if (sender !== name || !topic || !isNumber(partition) || !isNumber(offset)) return
    const place = `${topic}/${Number(partition)}`
    const letters = places.get(place) ?? new Ranges()
    places.set(place, letters)
    letters.add(BigInt(offset))
  }
  const spans = await wholeLog(log)
  if (spans.size > 0) await readSpans(log, spans, { take, signal })
  return { places, remark: '' }
}

const noContext = 'these do not say where they are from without errors.deadletterqueue.context.headers.enable=true'

/** All that the queue holds now; nothing where there is none yet. */
async function wholeLog({ connection, topic }: Log) {
  await using admin = await TopicAdmin.open(connection, topic)
  const [found] = await admin.topics()
  return new Map(
    (found?.partitions ?? []).flatMap(({ partition, offsets }) =>
      offsets && offsets.start < offsets.end ? [[partition, { from: offsets.start, to: offsets.end }] as const] : [],
    ),
  )
}

const prefix = '__connect.errors.'

function contextOf({ headers }: ConsumerRecord): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    headers
      .filter(({ key, value }) => key.startsWith(prefix) && value !== null)
      .map(({ key, value }) => [key.slice(prefix.length), Buffer.from(value ?? []).toString()]),
  )
}

const isNumber = (text: string | undefined): text is string => text !== undefined && /^\d{1,18}$/.test(text)
