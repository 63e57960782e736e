import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ask, type RunningRest, startRest } from './support/start-rest.ts'

describe('a listener of this machine alone', () => {
  let rest: RunningRest
  before(async () => {
    rest = await startRest()
  })
  after(() => rest.stop())

  const pause = (headers: Record<string, string>) => rest.ask('PUT', '/connectors/counter/pause', { headers })

  it('answers by any name of this machine', async () => {
    const port = rest.address.replace(/.*:/, '')
    for (const host of [rest.address, `localhost:${port}`, `[::1]:${port}`, 'LOCALHOST'])
      assert.equal((await rest.ask('GET', '/', { headers: { Host: host } })).status, 200, host)
  })

  it('does not answer to the name of another site, which was made to point here', async () => {
    for (const host of ['evil.example.org', '127.0.0.1.evil.example.org'])
      assert.equal((await rest.ask('GET', '/connectors', { headers: { Host: host } })).status, 403, host)
  })

  it('lets its own page change something, and what is no browser', async () => {
    assert.equal((await pause({ Origin: `http://${rest.address}` })).status, 202)
    assert.equal((await pause({})).status, 202)
  })

  it('lets no page of another site change anything', async () => {
    for (const origin of ['https://evil.example.org', 'http://127.0.0.1:1', 'null', 'file://']) {
      const { status, json } = await pause({ Origin: origin })
      assert.equal(status, 403, origin)
      assert.match((json as { message: string }).message, /may change nothing here/)
    }
  })

  it('takes nothing for JSON that a form can send', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', '']) {
      const { status } = await rest.ask('POST', '/connectors', { body: '{}', headers: { 'Content-Type': type } })
      assert.equal(status, 415, type)
    }
    const { status } = await rest.ask('POST', '/connectors', {
      body: '{}',
      headers: { 'Content-Type': 'Application/JSON; charset=utf-8' },
    })
    assert.equal(status, 400)
  })
})

it('takes the advertised name for its own', async () => {
  const rest = await startRest({ runs: false, worker: { 'rest.advertised.host.name': 'connect.example.org' } })
  const [, port] = rest.address.split(':')
  const url = `http://127.0.0.1:${port}/`
  assert.equal(rest.address, `connect.example.org:${port}`)
  assert.equal((await ask(url, 'GET', { headers: { Host: 'connect.example.org' } })).status, 200)
  assert.equal((await ask(url, 'GET', { headers: { Host: 'other.example.org' } })).status, 403)
  const made = await ask(`${url}connectors/made/config`, 'PUT', { body: rest.keys() })
  assert.equal(made.headers['location'], `http://${rest.address}/connectors/made`)
  await rest.stop()
})

describe('access.control.allow.origin', () => {
  const origin = 'https://console.example.org'
  let rest: RunningRest
  before(async () => {
    const worker = { 'access.control.allow.origin': origin, 'access.control.allow.methods': 'GET,PUT' }
    rest = await startRest({ worker })
  })
  after(() => rest.stop())

  it('lets pages of that origin in', async () => {
    const asked = { Origin: origin, 'Access-Control-Request-Method': 'PUT' }
    const asking = await rest.ask('OPTIONS', '/connectors/counter/pause', { headers: asked })
    assert.equal(asking.status, 204)
    assert.equal(asking.headers['access-control-allow-origin'], origin)
    assert.equal(asking.headers['access-control-allow-methods'], 'GET, PUT')
    const paused = await rest.ask('PUT', '/connectors/counter/pause', { headers: { Origin: origin } })
    assert.equal(paused.status, 202)
    assert.equal(paused.headers['access-control-allow-origin'], origin)
    assert.equal(paused.headers['vary'], 'Origin')
  })

  it('lets no others in', async () => {
    const other = { Origin: 'https://evil.example.org' }
    assert.equal((await rest.ask('PUT', '/connectors/counter/pause', { headers: other })).status, 403)
    const read = await rest.ask('GET', '/connectors', { headers: other })
    assert.equal(read.headers['access-control-allow-origin'], undefined)
  })
})

it('lets all origins in with *', async () => {
  const rest = await startRest({ worker: { 'access.control.allow.origin': '*' } })
  const { status, headers } = await rest.ask('PUT', '/connectors/counter/pause', { headers: { Origin: 'https://a.b' } })
  assert.deepEqual([status, headers['access-control-allow-origin']], [202, 'https://a.b'])
  await rest.stop()
})
