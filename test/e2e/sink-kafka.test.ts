import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import type { ConnectRecord, SinkContext } from 'psconnect/plugin'
import { config, type KafkaSinkConfig } from '../../plugins/sink-kafka/config.ts'
import kafka from '../../plugins/sink-kafka/index.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { uniqueName } from './support/alerts-topic.ts'
import { consume, until } from './support/consume.ts'

const skip = cannotStart(['kafka'])
let stack: JoinedStack<'kafka'>
before(async () => {
  if (!skip) stack = await joinStack(['kafka'])
})
after(() => stack?.leave())

const part = (value: unknown) => ({ schema: null, value })
const recordOf = (value: unknown): ConnectRecord => ({
  topic: 'alerts',
  timestamp: 5n,
  key: part(null),
  value: part(value),
  headers: [],
  original: { topic: 'alerts', partition: 0, offset: 0n, timestamp: 5n, key: null, value: null, headers: [] },
})

it('the sink kafka writes bytes, and rejects a record that has anything else', { skip }, async () => {
  const topic = uniqueName('sunk')
  const rejected: [ConnectRecord, string][] = []
  const context: SinkContext = {
    log: { debug() {}, info() {}, warn() {}, error() {} },
    signal: new AbortController().signal,
    task: { connector: 'test', index: 0, count: 1 },
    reject: async (record, { message }) => void rejected.push([record, message]),
    retrying() {},
    resent() {},
    requested() {},
    hold: () => ({ resize() {}, release() {} }),
    callService: () => Promise.reject(new Error('there is none')),
  }
  const defaults = Object.fromEntries(Object.entries(config).map(([key, field]) => [key, field.default]))
  const brokers = [stack.addresses.kafka.plaintext]
  const settings = { ...defaults, topic, 'topic.replication.factor': 1, 'bootstrap.servers': brokers }
  const sink = await kafka.create(settings as unknown as KafkaSinkConfig, context)
  const struct = recordOf({ a: 1 })

  await sink.write([recordOf(Buffer.from('one')), struct, recordOf(Buffer.from('two'))], context.signal)
  await sink.close()

  assert.deepEqual(rejected, [[struct, 'only bytes can be written to a Kafka topic, not a value of type object']])
  const reading = consume({ brokers, group: uniqueName('reader'), topic })
  await until(() => reading.values.length === 2)
  await reading.close()
  assert.deepEqual(reading.values, ['one', 'two'])
})
