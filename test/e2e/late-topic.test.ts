import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createTopic } from '../stack/kafka-topics.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { uniqueName } from './support/alerts-topic.ts'
import { consume, until } from './support/consume.ts'

describe('a topic that does not exist yet', { skip: cannotStart(['kafka']) }, () => {
  let stack: JoinedStack<'kafka'>
  before(async () => {
    stack = await joinStack(['kafka'])
  })
  after(() => stack?.leave())

  it('is why nothing can be read, until it is there', async () => {
    const broker = stack.addresses.kafka.plaintext
    const topic = uniqueName('late')
    const member = consume({ brokers: [broker], group: uniqueName('group'), topic })
    await until(() => member.trouble !== null)
    assert.match(member.trouble ?? '', new RegExp(`${topic} does not exist yet`))
    await createTopic(broker, { topic, partitions: 1 })
    await until(() => member.assigned?.length === 1)
    await until(() => member.trouble === null)
    await member.close()
  })
})
