import {
  alterOffsets,
  committedOffsets,
  connectionOptions,
  type GroupAccess,
  type GroupOffset,
  resetOffsets,
} from '@psconnect/client-kafka'
import { ConnectError, type PartitionOffset, type SourceOffsets } from 'psconnect/plugin'
import type { KafkaSourceConfig } from './config.ts'

/** The offsets that the consumer group has committed, in the words of Kafka Connect's REST interface. */
export const offsets: SourceOffsets<KafkaSourceConfig> = {
  async list(settings, { signal }) {
    const committed = await committedOffsets(access(settings, signal))
    return committed.map(({ topic, partition, offset }) => ({
      partition: { kafka_topic: topic, kafka_partition: partition },
      offset: { kafka_offset: Number(offset) },
    }))
  },
  alter: async (settings, wanted, { signal }) => alterOffsets(access(settings, signal), wanted.map(read)),
  reset: (settings, { signal }) => resetOffsets(access(settings, signal)),
}

const access = (settings: KafkaSourceConfig, signal: AbortSignal): GroupAccess => ({
  connection: connectionOptions(settings),
  groupId: settings['group.id'],
  timeoutMs: settings['default.api.timeout.ms'],
  signal,
})

function read({ partition, offset }: PartitionOffset): GroupOffset {
  const { kafka_topic: topic } = partition
  if (typeof topic !== 'string' || topic === '') throw malformed('partition', 'kafka_topic', topic)
  const number = wholeNumber('partition', partition, { key: 'kafka_partition', maximum: 2n ** 31n - 1n })
  return {
    topic,
    partition: Number(number),
    offset: offset && wholeNumber('offset', offset, { key: 'kafka_offset', maximum: 2n ** 63n - 1n }),
  }
}

interface Wanted {
  readonly key: string
  readonly maximum: bigint
}

/** Kafka Connect takes digits in quotes, too. */
function wholeNumber(what: string, part: Readonly<Record<string, unknown>>, { key, maximum }: Wanted): bigint {
  const value = part[key]
  const digits = typeof value === 'number' || typeof value === 'string' ? String(value) : ''
  if (!/^\d{1,19}$/.test(digits) || BigInt(digits) > maximum) throw malformed(what, key, value)
  return BigInt(digits)
}

function malformed(what: string, key: string, found: unknown): ConnectError {
  const wanted = key === 'kafka_topic' ? 'the name of a topic' : 'a whole number from 0'
  return new ConnectError(
    'OFFSETS_REFUSED',
    `A ${what} needs ${key}, ${wanted} (found ${JSON.stringify(found) ?? 'nothing'}), as in {"partition": {"kafka_topic": "alerts", "kafka_partition": 0}, "offset": {"kafka_offset": 42}}`,
  )
}
