import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type RunningRest, startRest } from '../support/start-rest.ts'

describe('/admin/loggers', () => {
  let rest: RunningRest
  before(async () => {
    rest = await startRest()
  })
  after(() => rest.stop())

  const put = (logger: string, body: unknown, query = '') =>
    rest.ask('PUT', `/admin/loggers/${logger}${query}`, { body })

  it('lists all, those of connectors too', async () => {
    const { json } = await rest.ask('GET', '/admin/loggers')
    const loggers = json as Record<string, unknown>
    assert.deepEqual(loggers['root'], { level: 'INFO', last_modified: null })
    assert.ok('psconnect.connector.counter' in loggers)
  })

  it('sets one and what is below it, from now on', async () => {
    const { status, json } = await put('psconnect.connector', { level: 'debug' })
    assert.equal(status, 200)
    assert.deepEqual(json, ['psconnect.connector', 'psconnect.connector.counter'])
    const { level, last_modified } = (await rest.ask('GET', '/admin/loggers/psconnect.connector.counter')).json as {
      level: string
      last_modified: number
    }
    assert.equal(level, 'DEBUG')
    assert.ok(Math.abs(Date.now() - last_modified) < 60_000)
    const record = { level: 'debug', time: 0, fields: { connector: 'counter' }, message: '' } as const
    assert.equal(rest.levels.writes(record), true)
  })

  it('answers nothing where the whole cluster is meant, which is this worker', async () => {
    const { status, text } = await put('root', { level: 'INFO' }, '?scope=cluster')
    assert.deepEqual([status, text], [204, ''])
  })

  it('refuses a logger or a level there is not', async () => {
    assert.match(
      (await put('org.example', { level: 'INFO' })).text,
      /"error_code":404,"message":"Logger org\.example not found\."/,
    )
    const bogus = await put('root', { level: 'BOGUS' })
    assert.equal(bogus.status, 404)
    assert.match(bogus.text, /invalid log level 'BOGUS'/)
    const none = await put('root', {})
    assert.equal(none.status, 400)
    assert.match(none.text, /Desired 'level' parameter was not specified in request\./)
    assert.equal((await rest.ask('GET', '/admin/loggers/org.example')).status, 404)
  })
})
