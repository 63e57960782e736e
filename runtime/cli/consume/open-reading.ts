import {
  clientProblems,
  connectionKeys,
  connectionOptions,
  consumerKeys,
  consumerProblems,
  type ResetPolicy,
  TopicReader,
} from '@psconnect/client-kafka'
import type { Logger } from '../../api/context.ts'
import type { SourceBatch } from '../../api/source.ts'
import { readClientConfig } from '../read-client-config.ts'
import type { Asked } from './arguments.ts'
import { GroupReading } from './group-reading.ts'

/** Where records come from, batch by batch. */
export interface Reading {
  read(signal: AbortSignal): AsyncIterable<SourceBatch>
  /** Tells that this batch, the next in order, is about to be shown; returns what to call when it has been. */
  begin(batch: SourceBatch): () => void
  close(): Promise<void>
}

/** Rejects at once where that cannot be read: brokers do not answer or refuse, the topic is not there. */
export async function openReading(asked: Asked, log: Logger): Promise<Reading> {
  const { topic, group, partitions } = asked
  const config = await readConsumerConfig(asked)
  if (group !== undefined) return GroupReading.open({ config, group, topic, commit: asked.commit }, log)
  const reset = config['auto.offset.reset'] === 'earliest' ? 'earliest' : 'latest'
  const from = partitions ?? reset
  const isolation = config['isolation.level']
  const connection = connectionOptions(config)
  const reader = await TopicReader.open({ connection, topic, from, isolation }, { log, retrying: () => undefined })
  return {
    read: signal => reader.read(signal),
    begin: () => () => undefined,
    close: () => reader.close(),
  }
}

/** As Java's tool: what is there already is read only where that is asked for. */
const keys = {
  ...connectionKeys,
  ...consumerKeys,
  'auto.offset.reset': { ...consumerKeys['auto.offset.reset'], default: 'latest' as ResetPolicy },
}

const readConsumerConfig = ({ brokers, file, fromBeginning }: Asked) =>
  readClientConfig(
    { config: keys, validate: config => [...clientProblems(config), ...consumerProblems(config)] },
    {
      subject: 'a Kafka consumer',
      file,
      options: [
        { key: 'bootstrap.servers', option: '--bootstrap-server', text: brokers },
        { key: 'auto.offset.reset', option: '--from-beginning', text: fromBeginning ? 'earliest' : undefined },
      ],
      noEffect: [
        { keys: ['group.id', 'enable.auto.commit'], because: 'only --group joins one, and only --commit commits' },
      ],
    },
  )
