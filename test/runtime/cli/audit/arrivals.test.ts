import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Arrivals } from '../../../../runtime/cli/audit/arrivals.ts'

const at = (offset: string, partition = '0', topic = 'alerts') => ({
  'kafka.topic': topic,
  'kafka.partition': partition,
  'kafka.offset': offset,
})

describe('arrivals', () => {
  it('tell a record that was published twice from a message that was delivered twice', () => {
    const arrivals = new Arrivals(() => true)
    arrivals.take({ id: 'a', attributes: at('5') })
    arrivals.take({ id: 'b', attributes: at('5') })
    arrivals.take({ id: 'b', attributes: at('5') })
    const { arrived, duplicates } = arrivals.of('alerts/0')
    assert.deepEqual([arrived.list, duplicates.list], [[{ from: 5n, to: 6n }], [{ from: 5n, to: 6n }]])
    assert.deepEqual([arrivals.messages, arrivals.redelivered], [3, 1])
  })

  it('know a redelivery after many other messages', () => {
    const arrivals = new Arrivals(() => true)
    for (let index = 0; index < 150_000; index++) arrivals.take({ id: `${index}`, attributes: at(`${index}`) })
    arrivals.take({ id: '60000', attributes: at('60000') })
    assert.equal(arrivals.redelivered, 1)
    assert.deepEqual(arrivals.of('alerts/0').arrived.list, [{ from: 0n, to: 150_000n }])
  })

  it('count what does not say where it is from, or is from elsewhere', () => {
    const arrivals = new Arrivals(topic => topic === 'alerts')
    const odd = [{}, at('-1'), at('1e3'), at('1', '0x1'), at('9'.repeat(19)), { ...at('1'), 'kafka.topic': '' }]
    for (const [index, attributes] of odd.entries()) arrivals.take({ id: `${index}`, attributes })
    arrivals.take({ id: 'x', attributes: at('1', '0', 'other') })
    assert.deepEqual([arrivals.unplaced, arrivals.foreign, arrivals.foreignTopic], [6, 1, 'other'])
  })
})
