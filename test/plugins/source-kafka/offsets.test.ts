import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { PartitionOffset } from 'psconnect/plugin'
import { config, type KafkaSourceConfig } from '../../../plugins/source-kafka/config.ts'
import { offsets } from '../../../plugins/source-kafka/offsets.ts'

const defaults = Object.fromEntries(Object.entries(config).map(([key, field]) => [key, field.default]))
const settings = { ...defaults, 'bootstrap.servers': ['nowhere:9092'], 'group.id': 'g', topics: ['alerts'] }
const place = { kafka_topic: 'alerts', kafka_partition: 0 }
const malformed: Readonly<Record<string, PartitionOffset>> = {
  'no topic': { partition: { kafka_partition: 0 }, offset: null },
  'a topic that is no text': { partition: { ...place, kafka_topic: 7 }, offset: null },
  'no partition': { partition: { kafka_topic: 'alerts' }, offset: null },
  'a partition that does not exist': { partition: { ...place, kafka_partition: -1 }, offset: null },
  'a partition that is too large': { partition: { ...place, kafka_partition: '2147483648' }, offset: null },
  'no offset': { partition: place, offset: {} },
  'a negative offset': { partition: place, offset: { kafka_offset: -1 } },
  'half an offset': { partition: place, offset: { kafka_offset: 1.5 } },
  'an offset that is too large': { partition: place, offset: { kafka_offset: '9223372036854775808' } },
}

for (const [what, offset] of Object.entries(malformed))
  it(`refuses ${what} before anything is asked of Kafka`, async () => {
    const context = { log: { debug() {}, info() {}, warn() {}, error() {} }, signal: AbortSignal.abort() }
    await assert.rejects(offsets.alter(settings as unknown as KafkaSourceConfig, [offset], context), {
      code: 'OFFSETS_REFUSED',
      message: /^A (partition|offset) needs kafka_/,
    })
  })
