import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type RunningRest, startRest } from '../support/start-rest.ts'

describe('/connectors', () => {
  let rest: RunningRest
  before(async () => {
    rest = await startRest()
  })
  after(() => rest.stop())

  it('lists names', async () => {
    const { status, headers, json } = await rest.ask('GET', '/connectors')
    assert.equal(status, 200)
    assert.equal(headers['content-type'], 'application/json')
    assert.deepEqual(json, ['counter'])
  })

  it('lists status and info where they are asked for, in either way of asking', async () => {
    for (const query of ['expand=status&expand=info', 'expand=status,info&expand=everything']) {
      const { json } = await rest.ask('GET', `/connectors?${query}`)
      const { counter } = json as { counter: { status: { name: string }; info: { name: string } } }
      assert.equal(counter.status.name, 'counter')
      assert.equal(counter.info.name, 'counter')
    }
  })

  it('creates a connector, and says where it is', async () => {
    const config = rest.keys()
    const { status, headers, json } = await rest.ask('POST', '/connectors', { body: { name: 'made', config } })
    assert.equal(status, 201)
    assert.equal(headers['location'], `http://${rest.address}/connectors/made`)
    const { tasks, ...info } = json as { tasks: unknown[] }
    assert.deepEqual(info, { name: 'made', config: { ...config, name: 'made' }, type: 'sink' })
    assert.ok(Array.isArray(tasks))
    assert.equal((await rest.ask('DELETE', '/connectors/made')).status, 204)
  })

  it('creates one with its name in the configuration, numbers without quotes, and in the state asked for', async () => {
    const config = { ...rest.keys(), name: 'asleep', 'tasks.max': 2, 'task.restart.max': 1 }
    const body = { config, initial_state: 'stopped' }
    assert.equal((await rest.ask('POST', '/connectors', { body })).status, 201)
    const { json } = await rest.ask('GET', '/connectors/asleep')
    const { config: shown, tasks } = json as { config: Record<string, string>; tasks: unknown[] }
    assert.equal(shown['tasks.max'], '2')
    assert.deepEqual(tasks, [])
    assert.equal(rest.worker.status('asleep').connector.state, 'STOPPED')
    await rest.ask('DELETE', '/connectors/asleep')
  })

  const refused: readonly (readonly [what: string, status: number, message: RegExp, body: unknown])[] = [
    ['no body', 400, /the body must be a JSON object/, undefined],
    ['broken JSON', 400, /the body is not valid JSON/, '{"name": '],
    ['a list', 400, /the body must be a JSON object/, []],
    ['no config', 400, /config must be a JSON object/, { name: 'a' }],
    ['no name', 400, /name must be text/, { config: {} }],
    ['a member that nobody knows', 400, /unknown member "conf"; there are name, config/, { name: 'a', conf: {} }],
    ['null for a value', 400, /tasks\.max in config must not be null/, { name: 'a', config: { 'tasks.max': null } }],
    ['an object for a value', 400, /topics in config must be text/, { name: 'a', config: { topics: {} } }],
    ['a state there is not', 400, /initial_state must be one of/, { name: 'a', config: {}, initial_state: 'FAILED' }],
    ['two names', 400, /\(b\) doesn't match connector name in the URL \(a\)/, { name: 'a', config: { name: 'b' } }],
    ['no class', 400, /connector\.class is missing/, { name: 'a', config: { topics: 't' } }],
    ['a class there is not', 400, /names? a sink that exists/, { name: 'a', config: { 'connector.class': 'odd' } }],
    ['the name of another', 409, /^Connector counter already exists$/, { name: 'counter', config: {} }],
  ]
  for (const [what, expected, message, body] of refused)
    it(`refuses to create from ${what}`, async () => {
      const { status, json } = await rest.ask('POST', '/connectors', { body })
      const { error_code, message: said } = json as { error_code: number; message: string }
      assert.equal(status, expected, said)
      assert.equal(error_code, expected)
      assert.match(said, message)
    })

  it('tells all that is wrong with a configuration at once', async () => {
    const body = { name: 'a', config: { ...rest.keys(), 'tasks.max': '0', delayMs: 'soon' } }
    const { json } = await rest.ask('POST', '/connectors', { body })
    const { message } = json as { message: string }
    assert.match(message, /^Connector configuration is invalid and contains the following 2 error\(s\):\n/)
    assert.match(message, /tasks\.max must be at least 1[^]*delayMs must be a whole number/)
    assert.match(message, /`\/connector-plugins\/\{connectorType\}\/config\/validate`$/)
  })

  it('shows one, and its configuration', async () => {
    const { json } = await rest.ask('GET', '/connectors/counter')
    const { config } = json as { config: unknown }
    assert.deepEqual((await rest.ask('GET', '/connectors/counter/config')).json, config)
    assert.equal((config as { name: string }).name, 'counter')
  })

  it('puts a configuration: 201 where it is new, 200 where it takes the place of another', async () => {
    const first = await rest.ask('PUT', '/connectors/a%2Fb%20c/config', { body: rest.keys() })
    assert.equal(first.status, 201)
    assert.equal(first.headers['location'], `http://${rest.address}/connectors/a%2Fb%20c`)
    const second = await rest.ask('PUT', '/connectors/a%2Fb%20c/config', { body: rest.keys({ tasks: 2 }) })
    assert.equal(second.status, 200)
    assert.equal((second.json as { config: Record<string, string> }).config['tasks.max'], '2')
    const bad = await rest.ask('PUT', '/connectors/a%2Fb%20c/config', { body: { ...rest.keys(), 'tasks.max': 'x' } })
    assert.equal(bad.status, 400)
    assert.equal((await rest.ask('DELETE', '/connectors/a%2Fb%20c')).status, 204)
  })

  it('changes some keys; null removes one', async () => {
    await rest.ask('PUT', '/connectors/changing/config', {
      body: rest.keys({ connector: { 'errors.tolerance': 'all' } }),
    })
    const changes = { 'tasks.max': '2', 'errors.tolerance': null }
    const { status, json } = await rest.ask('PATCH', '/connectors/changing/config', { body: changes })
    assert.equal(status, 200)
    const { config } = json as { config: Record<string, string> }
    assert.equal(config['tasks.max'], '2')
    assert.ok(!('errors.tolerance' in config))
    const bad = await rest.ask('PATCH', '/connectors/changing/config', { body: { name: 'other' } })
    assert.equal(bad.status, 400)
    await rest.ask('DELETE', '/connectors/changing')
  })

  it('shows and logs no secret that stands in a configuration, also not in what is wrong with it, and takes [hidden] for it', async () => {
    const secret = { 'consumer.override.sasl.jaas.config': 'x required password="planted-here";' }
    const bad = { ...rest.keys(), ...secret, label: 'planted-here', 'tasks.max': 'planted-here' }
    const refusedIt = await rest.ask('PUT', '/connectors/secretive/config', { body: bad })
    assert.equal(refusedIt.status, 400)
    const made = await rest.ask('PUT', '/connectors/secretive/config', { body: { ...rest.keys(), ...secret } })
    assert.equal(made.status, 201)
    const { config } = made.json as { config: Record<string, string> }
    assert.equal(config['consumer.override.sasl.jaas.config'], '[hidden]')
    const again = await rest.ask('PUT', '/connectors/secretive/config', { body: config })
    assert.equal(again.status, 200)
    const all = await rest.ask('GET', '/connectors?expand=info&expand=status')
    const tasks = await rest.ask('GET', '/connectors/secretive/tasks')
    const said = [refusedIt, made, again, all, tasks].map(({ text }) => text).join('\n') + JSON.stringify(rest.logged)
    assert.ok(!said.includes('planted-here'), said)
    await rest.ask('DELETE', '/connectors/secretive')
  })

  for (const [method, path, body] of [
    ['GET', '/connectors/nobody', undefined],
    ['GET', '/connectors/nobody/config', undefined],
    ['PATCH', '/connectors/nobody/config', {}],
    ['DELETE', '/connectors/nobody', undefined],
  ] as const)
    it(`answers 404 to ${method} ${path}`, async () => {
      const { status, json } = await rest.ask(method, path, { body })
      assert.equal(status, 404)
      assert.deepEqual(json, { error_code: 404, message: 'Connector nobody not found' })
    })
})
