import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { ConfigInfos, Definition } from '../../../../runtime/config/config-infos.ts'
import { type RunningRest, startRest } from '../support/start-rest.ts'

interface Listed {
  readonly class: string
  readonly type: string
  readonly version: string
}

describe('/connector-plugins', () => {
  let rest: RunningRest
  before(async () => {
    rest = await startRest({ runs: false })
  })
  after(() => rest.stop())

  const get = async (path: string) => (await rest.ask('GET', path)).json
  const validate = async (plugin: string, body: unknown) =>
    await rest.ask('PUT', `/connector-plugins/${plugin}/config/validate`, { body })

  it('lists connectors, or everything', async () => {
    const connectors = (await get('/connector-plugins')) as Listed[]
    assert.ok(connectors.every(({ type }) => type === 'sink'))
    const pubsub = connectors.find(each => each.class === 'com.google.pubsub.kafka.sink.CloudPubSubSinkConnector')
    assert.match(pubsub?.version ?? '', /^\d+\.\d+\.\d+$/)
    const all = (await get('/connector-plugins?connectorsOnly=false')) as Listed[]
    const types = new Set(all.map(({ type }) => type))
    for (const type of ['sink', 'source', 'converter']) assert.ok(types.has(type), type)
  })

  it('lists the keys of a plugin by any of its names', async () => {
    const keys = (await get('/connector-plugins/runtime-journal/config')) as Definition[]
    const names = keys.map(({ name }) => name)
    for (const name of ['name', 'tasks.max', 'topics', 'journal']) assert.ok(names.includes(name), name)
    const byClass = await get('/connector-plugins/com.google.pubsub.kafka.sink.CloudPubSubSinkConnector/config')
    assert.deepEqual(byClass, await get('/connector-plugins/CloudPubSubSink/config'))
    assert.deepEqual(await get('/connector-plugins/bytes/config'), [])
  })

  it('tells what is wrong with a configuration, at the key', async () => {
    const body = { ...rest.keys(), name: 'new', 'tasks.max': 0, 'source.records': 'many' }
    const { status, json } = await validate('runtime-journal', body)
    assert.equal(status, 200)
    const { name, error_count, groups, configs } = json as ConfigInfos
    assert.equal(name, 'runtime-journal')
    assert.equal(error_count, 2)
    assert.ok(groups.includes('General'))
    const wrong = configs.filter(({ value }) => value.errors.length > 0).map(({ value }) => [value.name, value.errors])
    assert.deepEqual(wrong, [
      ['tasks.max', ['tasks.max must be at least 1 (found "0")']],
      ['source.records', ['source.records must be a whole number (found "many")']],
    ])
  })

  it('finds nothing wrong with a good one, and creates nothing', async () => {
    const { json } = await validate('runtime-journal', { ...rest.keys(), name: 'new' })
    assert.equal((json as ConfigInfos).error_count, 0)
    assert.deepEqual(rest.worker.connectors(), [])
  })

  it('shows no secret of what it was sent', async () => {
    const body = { ...rest.keys(), name: 'new', 'consumer.override.sasl.jaas.config': 'x password="swordfish";' }
    const { text } = await validate('runtime-journal', body)
    assert.doesNotMatch(text, /swordfish/)
  })

  it('refuses what names no plugin, or another', async () => {
    const unknown = await rest.ask('GET', '/connector-plugins/nothing/config')
    assert.deepEqual([unknown.status, unknown.json], [404, { error_code: 404, message: 'Unknown plugin nothing.' }])
    assert.equal((await validate('nothing', {})).status, 404)
    const other = await validate('runtime-journal', { 'connector.class': 'pubsub' })
    assert.equal(other.status, 400)
    assert.match(other.text, /Included connector type pubsub does not match request type runtime-journal/)
    assert.match((await validate('runtime-journal', {})).text, /connector\.class is missing/)
    assert.match((await validate('bytes', { 'connector.class': 'bytes' })).text, /is no connector/)
  })
})
