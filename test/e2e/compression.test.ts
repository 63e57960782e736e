import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createTopic, produce } from '../stack/kafka-topics.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { uniqueName } from './support/alerts-topic.ts'
import { consume, until } from './support/consume.ts'

describe('records that are compressed', { skip: cannotStart(['kafka']) }, () => {
  let stack: JoinedStack<'kafka'>
  before(async () => {
    stack = await joinStack(['kafka'])
  })
  after(() => stack?.leave())

  for (const codec of ['gzip', 'snappy', 'lz4', 'zstd']) {
    it(`are read as they were written: ${codec}`, async () => {
      const broker = stack.addresses.kafka.plaintext
      const topic = uniqueName(codec)
      // The broker compresses anew what comes in another form.
      await createTopic(broker, { topic, settings: { 'compression.type': codec } })
      const values = Array.from({ length: 300 }, (_, index) => `record ${index} `.repeat(index))
      for (let start = 0; start < values.length; start += 20)
        await produce(
          broker,
          topic,
          values.slice(start, start + 20).map(value => ({ value })),
        )
      // Less than most of the batches become, so they come one by one.
      const member = consume({ brokers: [broker], group: uniqueName('group'), topic, maxBytes: 30_000 })
      await until(() => member.records.length === values.length)
      assert.deepEqual(member.values, values)
      await member.close()
      await until(() => member.held === 0)
    })
  }
})
