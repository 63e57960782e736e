import { connectionOptions, type ReaderHost, TopicReader } from '@psconnect/client-kafka'
import type { ConsumerRecord } from '../../api/record.ts'
import { loggerTo } from '../../telemetry/log-record.ts'
import { CommandFailed } from '../command.ts'
import type { KafkaSource } from './arguments.ts'
import type { Payload } from './payloads.ts'
import { readConsumerConfig } from './read-consumer-config.ts'
import { tellLog } from './tell-log.ts'

/** The values of so many records from an offset on; of fewer where the partition ends before, which is told. */
export async function readRecords(source: KafkaSource, signal: AbortSignal): Promise<readonly Payload[]> {
  const { topic, partition, offset, count } = source
  const config = await readConsumerConfig(source.workerFile)
  const from = new Map([[partition, offset]])
  const connection = connectionOptions(config)
  const reader = await TopicReader.open({ topic, from, isolation: config['isolation.level'], connection }, host)
  try {
    const end = reader.partitions[0]?.end ?? offset
    const records = end > offset ? await take(reader, { count, end, signal }) : []
    signal.throwIfAborted()
    if (records.length === 0)
      throw new CommandFailed(`${topic}:${partition} has no record from offset ${offset} on: it ends at ${end}`)
    if (records.length < count)
      console.error(`${topic}:${partition} ends at ${end}: ${records.length} of ${count} records`)
    return records.map(payloadOf)
  } finally {
    await reader.close()
  }
}

const host: ReaderHost = {
  log: loggerTo(tellLog),
  retrying: reason => reason === null || console.error(`waiting: ${reason}`),
}

interface Wanted {
  readonly count: number
  /** Of the partition: what is written later is not waited for. */
  readonly end: bigint
  readonly signal: AbortSignal
}

async function take(reader: TopicReader, { count, end, signal }: Wanted): Promise<readonly ConsumerRecord[]> {
  const taken: ConsumerRecord[] = []
  for await (const batch of reader.read(signal)) {
    taken.push(...batch.records.slice(0, count - taken.length))
    // The bytes stay: they are collected when nobody has them any more.
    batch.release(false)
    if (taken.length === count || BigInt(batch.next) >= end) break
  }
  return taken
}

const payloadOf = ({ topic, partition, offset, value }: ConsumerRecord): Payload => ({
  name: `${topic}:${partition}:${offset}`,
  topic,
  bytes: value,
})
