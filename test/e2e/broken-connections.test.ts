import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createTopic, produce } from '../stack/kafka-topics.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { uniqueName } from './support/alerts-topic.ts'
import { type Fate, startBreakingProxy } from './support/breaking-proxy.ts'
import { consume, until } from './support/consume.ts'

const apiVersions = 18
const saslAuthenticate = 36

/** Treats the first requests of one kind like this. */
const first =
  (times: number, apiKey: number, fate: Fate): ((apiKey: number) => Fate) =>
  key =>
    key === apiKey && times-- > 0 ? fate : 'pass'

describe('a consumer whose connection', { skip: cannotStart(['kafka']) }, () => {
  let stack: JoinedStack<'kafka'>
  const topic = uniqueName('broken')
  before(async () => {
    stack = await joinStack(['kafka'])
    const { plaintext } = stack.addresses.kafka
    await createTopic(plaintext, { topic })
    await produce(plaintext, topic, [{ value: 'one' }])
  })
  after(() => stack?.leave())

  for (const fate of ['end', 'reset'] as const)
    it(`meets the ${fate} of its connection while it logs in tries again`, async () => {
      const { saslPlaintext, username, password } = stack.addresses.kafka
      const proxy = await startBreakingProxy(saslPlaintext, first(2, saslAuthenticate, fate))
      const sasl = { mechanism: 'scram-sha-512', username, password }
      const member = consume({ brokers: [proxy.address], group: uniqueName('group'), topic, sasl })
      await Promise.race([until(() => member.values.length === 1), member.failure()])
      await member.close()
      proxy.stop()
    })

  it('is refused at the login fails, and says so', async () => {
    const { saslPlaintext, username } = stack.addresses.kafka
    for (const mechanism of ['plain', 'scram-sha-256', 'scram-sha-512']) {
      const sasl = { mechanism, username, password: 'wrong' }
      const member = consume({ brokers: [saslPlaintext], group: uniqueName('group'), topic, sasl })
      await assert.rejects(member.failure(), { code: 'SOURCE_FAILED', message: /refused the login/ })
      await member.consumer.close()
    }
  })

  it('is not answered when it is set up makes it anew', async () => {
    const proxy = await startBreakingProxy(stack.addresses.kafka.plaintext, first(1, apiVersions, 'swallow'))
    const group = uniqueName('group')
    const member = consume({ brokers: [proxy.address], group, topic, requestTimeoutMs: 500 })
    await until(() => member.values.length === 1)
    await member.close()
    proxy.stop()
  })

  it('breaks off at some of the configured brokers goes on with the others', async () => {
    const { plaintext } = stack.addresses.kafka
    const proxies = await Promise.all([1, 2, 3].map(() => startBreakingProxy(plaintext, () => 'end')))
    const brokers = [...proxies.map(({ address }) => address), plaintext]
    const member = consume({ brokers, group: uniqueName('group'), topic })
    await until(() => member.values.length === 1)
    await member.close()
    for (const proxy of proxies) proxy.stop()
  })
})
