import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { until } from '../../support/counting.ts'
import { type RunningRest, startRest } from '../support/start-rest.ts'

describe('offsets and topics', { timeout: 60_000 }, () => {
  let rest: RunningRest
  before(async () => {
    rest = await startRest()
  })
  after(() => rest.stop())

  it('tells which topics were read, and forgets them', async context => {
    await until(context, () => rest.worker.topics('counter').length > 0)
    const read = await rest.ask('GET', '/connectors/counter/topics')
    assert.deepEqual([read.status, read.json], [200, { counter: { topics: ['counts'] } }])
    await rest.ask('PUT', '/connectors/counter/stop')
    const reset = await rest.ask('PUT', '/connectors/counter/topics/reset')
    assert.deepEqual([reset.status, reset.text], [202, ''])
    assert.deepEqual((await rest.ask('GET', '/connectors/counter/topics')).json, { counter: { topics: [] } })
    assert.deepEqual((await rest.ask('GET', '/connectors/nobody/topics')).json, { nobody: { topics: [] } })
  })

  const bad: readonly (readonly [message: RegExp, body: unknown])[] = [
    [/the body must be a JSON object/, undefined],
    [/offsets must be a list that is not empty/, {}],
    [/offsets must be a list that is not empty/, { offsets: [] }],
    [/unknown member "offset"/, { offset: [] }],
    [/offsets\[0\] must be a JSON object/, { offsets: [1] }],
    [/offsets\[0\]\.partition must be a JSON object/, { offsets: [{ offset: null }] }],
    [/offsets\[0\]\.offset is missing; null forgets/, { offsets: [{ partition: {} }] }],
    [/offsets\[0\] has an unknown member "topic"/, { offsets: [{ partition: {}, offset: {}, topic: 't' }] }],
  ]
  for (const [message, body] of bad)
    it(`refuses to change offsets to ${JSON.stringify(body)}`, async () => {
      const { status, json } = await rest.ask('PATCH', '/connectors/counter/offsets', { body })
      assert.equal(status, 400)
      assert.match((json as { message: string }).message, message)
    })

  for (const [method, body] of [
    ['GET', undefined],
    ['PATCH', { offsets: [{ partition: {}, offset: null }] }],
    ['DELETE', undefined],
  ] as const)
    it(`answers 404 to ${method} of the offsets of nobody`, async () => {
      const { status, json } = await rest.ask(method, '/connectors/nobody/offsets', { body })
      assert.equal(status, 404)
      assert.deepEqual(json, { error_code: 404, message: 'Connector nobody not found' })
    })
})

it('neither tells nor forgets topics where the worker says so', async () => {
  const off = await startRest({ runs: false, worker: { 'topic.tracking.enable': 'false' } })
  for (const [method, path] of [
    ['GET', '/connectors/counter/topics'],
    ['PUT', '/connectors/counter/topics/reset'],
  ] as const) {
    const { status, json } = await off.ask(method, path)
    assert.deepEqual([status, json], [403, { error_code: 403, message: 'Topic tracking is disabled.' }])
  }
  await off.stop()
  const kept = await startRest({ runs: false, worker: { 'topic.tracking.allow.reset': 'false' } })
  const { json } = await kept.ask('PUT', '/connectors/counter/topics/reset')
  assert.deepEqual(json, { error_code: 403, message: 'Topic tracking reset is disabled.' })
  await kept.stop()
})
