import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createTopic, deleteTopic, produce } from '../stack/kafka-topics.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { uniqueName } from './support/alerts-topic.ts'
import { consume, until } from './support/consume.ts'

describe('topics by a regular expression', { skip: cannotStart(['kafka']) }, () => {
  let stack: JoinedStack<'kafka'>
  let broker = ''
  before(async () => {
    stack = await joinStack(['kafka'])
    broker = stack.addresses.kafka.plaintext
  })
  after(() => stack?.leave())

  const topicWith = async (topic: string, value: string) => {
    await createTopic(broker, { topic, partitions: 2 })
    await produce(broker, topic, [
      { value, partition: 0 },
      { value, partition: 1 },
    ])
  }

  it('reads those that match in whole, finds new ones, and shares them out', async () => {
    const name = uniqueName('regex')
    await Promise.all([
      topicWith(`${name}-a`, 'a'),
      topicWith(`__${name}-a`, 'internal'),
      topicWith(`${name}-ab`, 'no'),
    ])
    const wanted = { brokers: [broker], group: uniqueName('group'), topic: new RegExp(`^(?:(__)?${name}-.)$`) }
    const members = [1, 2].map(() => consume({ ...wanted, metadataMaxAgeMs: 500 }))
    const read = () => members.flatMap(({ values }) => values).toSorted()
    await until(() => members.every(({ assigned }) => assigned?.length === 1) && new Set(read()).has('a'))
    await topicWith(`${name}-b`, 'b')
    await until(
      () => members.every(({ assigned }) => assigned?.length === 2) && read().filter(v => v === 'b').length >= 2,
    )
    await deleteTopic(broker, `${name}-b`)
    await until(() => members.every(({ assigned }) => assigned?.length === 1))
    assert.deepEqual(new Set(read()), new Set(['a', 'b']))
    assert.ok(members.some(({ said }) => said.includes('Reads 1 partition')))
    await Promise.all(members.map(member => member.close()))
  })

  it('says that none matches yet, and reads the first that does', async () => {
    const name = uniqueName('regex')
    const member = consume({ brokers: [broker], group: uniqueName('group'), topic: new RegExp(`^(?:${name})$`) })
    await until(() => member.said.some(line => /No topic matches topics\.regex yet/.test(line)))
    await topicWith(name, 'first')
    await until(() => member.values.length === 2)
    await member.close()
  })
})
