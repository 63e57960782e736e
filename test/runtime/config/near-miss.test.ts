import assert from 'node:assert/strict'
import { it } from 'node:test'
import { nearMiss, nearPrefix } from '../../../runtime/config/near-miss.ts'

const keys = ['name', 'topics', 'tasks.max', 'cps.topic', 'maxBufferSize', 'maxBufferBytes', 'lined']

it('finds what a key with a slip in it was meant to be', () => {
  const slips = {
    topic: 'topics',
    tpoics: 'topics',
    'tasks.mx': 'tasks.max',
    'task.max': 'tasks.max',
    tasks_max: 'tasks.max',
    TasksMax: 'tasks.max',
    'cps.topics': 'cps.topic',
    'max.buffer.byte': 'maxBufferBytes',
    maxBufferSise: 'maxBufferSize',
    Name: 'name',
  }
  assert.deepEqual(
    Object.keys(slips).map(slip => nearMiss(slip, keys)),
    Object.values(slips),
  )
})

it('finds nothing where several letters differ, or most of a short key', () => {
  for (const other of ['topics.regex', 'nose', 'tasks', 'maxBuffer', 'cps.project', ''])
    assert.equal(nearMiss(other, keys), undefined, other)
})

it('finds the beginning that a key was meant to have', () => {
  const prefixes = ['producer.', 'value.converter.', 'consumer.override.', 'tasks.max']
  const slips = {
    'produer.acks': 'producer.acks',
    'valu.converter.schemas.enable': 'value.converter.schemas.enable',
    'consumer.overide.max.poll.record': 'consumer.override.max.poll.record',
  }
  assert.deepEqual(
    Object.keys(slips).map(slip => nearPrefix(slip, prefixes)),
    Object.values(slips),
  )
  for (const other of ['producer.acks', 'produer', 'proxies.id', 'consumer.acks', 'task.max.x'])
    assert.equal(nearPrefix(other, prefixes), undefined, other)
})
