import assert from 'node:assert/strict'
import { it } from 'node:test'
import { config, type KafkaSourceConfig } from '../../../plugins/source-kafka/config.ts'
import kafka from '../../../plugins/source-kafka/index.ts'

const defaults = Object.fromEntries(Object.entries(config).map(([key, field]) => [key, field.default]))
const problems = (settings: Partial<KafkaSourceConfig>): readonly string[] => {
  const all = { ...defaults, 'bootstrap.servers': ['localhost:9092'], 'group.id': 'g', ...settings }
  return (kafka.validate?.(all as KafkaSourceConfig) ?? []).map(({ key, message }) => `${key} ${message}`)
}

it('takes topics or a regular expression, whichever is given', () => {
  assert.deepEqual(problems({ topics: ['a'] }), [])
  assert.deepEqual(problems({ 'topics.regex': 'a.*' }), [])
  assert.deepEqual(problems({ topics: [], 'topics.regex': 'a.*' }), [])
  assert.deepEqual(problems({ topics: ['a'], 'topics.regex': '' }), [])
})

it('refuses both, and neither', () => {
  assert.match(problems({ topics: ['a'], 'topics.regex': 'a.*' }).join(), /^topics.regex must not stand beside topics/)
  assert.match(problems({}).join(), /^topics is missing, and so is topics.regex/)
  assert.match(problems({ topics: [] }).join(), /^topics must name at least one topic$/)
})

it('says which part of an expression cannot be used', () => {
  const { problem } = config['topics.regex']
  assert.equal(problem?.('alerts-.*'), undefined)
  assert.match(problem?.(String.raw`\Qalerts\E.*`) ?? '', /^holds \\Q, which/)
})

const reads = (settings: Partial<KafkaSourceConfig>, topic: string) =>
  kafka.reads?.({ ...defaults, ...settings } as KafkaSourceConfig, topic)

it('says whether it reads a topic, so that nothing is put where it is read again', () => {
  assert.equal(reads({ topics: ['alerts', 'lost'] }, 'lost'), true)
  assert.equal(reads({ topics: ['alerts'] }, 'alerts-lost'), false)
  assert.equal(reads({ 'topics.regex': 'alerts.*' }, 'alerts-lost'), true)
  assert.equal(reads({ 'topics.regex': 'alerts' }, 'alerts-lost'), false)
})
