import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { it } from 'node:test'
import { limits } from '../../../runtime/rest/limits.ts'
import { RestServer } from '../../../runtime/rest/server.ts'
import { type LogRecord, loggerTo } from '../../../runtime/telemetry/log-record.ts'
import { counting, resolveFiles } from '../support/counting.ts'
import { ask, startRest } from './support/start-rest.ts'

async function open(listeners: Readonly<Record<string, string>>) {
  const files = counting({ worker: listeners })
  const { rest } = await resolveFiles(files.workerFile, [])
  files.remove()
  const logged: LogRecord[] = []
  return {
    logged,
    rest,
    opened: RestServer.open(
      rest,
      loggerTo(record => void logged.push(record)),
    ),
  }
}

async function takePort() {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  return { other, port: (other.address() as AddressInfo).port }
}

it('says where it listens, and answers 503 until it knows the worker', async () => {
  const { opened, logged } = await open({ listeners: 'http://127.0.0.1:0' })
  const server = await opened
  assert.match(logged[0]?.message ?? '', new RegExp(`REST interface at http://${server.address}$`))
  for (const path of ['/health', '/connectors']) {
    const { status, json } = await ask(`http://${server.address}${path}`, 'GET')
    assert.equal(status, 503)
    assert.equal((json as { status: string }).status, 'starting')
  }
  await server.close()
})

it('is not there where listeners is empty', async () => {
  const { opened } = await open({ listeners: '' })
  assert.equal((await opened).address, undefined)
})

it('refuses a port that was asked for and is taken', async () => {
  const { other, port } = await takePort()
  const { opened } = await open({ listeners: `http://127.0.0.1:0,http://127.0.0.1:${port}` })
  await assert.rejects(opened, { code: 'CONFIG_INVALID', message: /cannot listen on .*another process has that port/ })
  other.close()
})

it('does without the default one where that is taken, with a warning', async () => {
  const { other, port } = await takePort()
  const { rest } = await open({ listeners: '' })
  const logged: LogRecord[] = []
  const byDefault = { ...rest, byDefault: true, listeners: [{ scheme: 'http', host: '127.0.0.1', port } as const] }
  const server = await RestServer.open(
    byDefault,
    loggerTo(record => void logged.push(record)),
  )
  assert.equal(server.address, undefined)
  assert.equal(logged[0]?.level, 'warn')
  assert.match(logged[0]?.message ?? '', /there is no REST interface: .*another process has that port/)
  other.close()
})

it('has /admin where admin.listeners says, and nothing else there', async () => {
  const { other, port } = await takePort()
  other.close()
  await once(other, 'close')
  const rest = await startRest({ runs: false, worker: { 'admin.listeners': `http://127.0.0.1:${port}` } })
  assert.equal((await rest.ask('GET', '/admin/loggers')).status, 404)
  assert.equal((await ask(`http://127.0.0.1:${port}/admin/loggers`, 'GET')).status, 200)
  assert.equal((await ask(`http://127.0.0.1:${port}/connectors`, 'GET')).status, 404)
  await rest.stop()
  const none = await startRest({ runs: false, worker: { 'admin.listeners': '' } })
  assert.equal((await none.ask('GET', '/admin/loggers')).status, 404)
  await none.stop()
})

it('has /metrics where metrics.listener says, and nothing else there', async () => {
  const { other, port } = await takePort()
  other.close()
  await once(other, 'close')
  const rest = await startRest({ runs: false, worker: { 'metrics.listener': `http://127.0.0.1:${port}` } })
  assert.equal((await rest.ask('GET', '/metrics')).status, 404)
  assert.equal((await ask(`http://127.0.0.1:${port}/metrics`, 'GET')).status, 200)
  assert.equal((await ask(`http://127.0.0.1:${port}/connectors`, 'GET')).status, 404)
  await rest.stop()
})

it('sets the headers it is told to', async () => {
  const config = 'set X-A: 1, add X-A: 2, "set Cache-Control: no-cache, private", setDate Expires: 0'
  const rest = await startRest({ runs: false, worker: { 'response.http.headers.config': config } })
  const { headers } = await rest.ask('GET', '/nothing')
  assert.equal(headers['x-a'], '1, 2')
  assert.equal(headers['cache-control'], 'no-cache, private')
  assert.ok(!Number.isNaN(Date.parse(String(headers['expires']))))
  assert.equal(headers['x-content-type-options'], 'nosniff')
  await rest.stop()
})

it('answers 404 and 405 in JSON, HEAD like GET, and takes a slash at the end for nothing', async () => {
  const rest = await startRest({ runs: false })
  assert.deepEqual((await rest.ask('GET', '/nothing')).json, { error_code: 404, message: 'HTTP 404 Not Found' })
  const wrong = await rest.ask('DELETE', '/connectors')
  assert.deepEqual(wrong.json, { error_code: 405, message: 'HTTP 405 Method Not Allowed' })
  assert.equal(wrong.headers['allow'], 'GET, POST')
  const head = await rest.ask('HEAD', '/connectors')
  assert.deepEqual([head.status, head.text, head.headers['content-length']], [200, '', '2'])
  assert.equal((await rest.ask('GET', '/connectors/')).status, 200)
  assert.equal((await rest.ask('GET', '/connectors/%zz')).status, 400)
  assert.equal((await rest.ask('GET', '/connectors/%2e%2e%2fetc')).status, 404)
  await rest.stop()
})

it('refuses a body that is too large, also one that does not say so, and is heard', async () => {
  const rest = await startRest({ runs: false })
  const body = `"${'x'.repeat(limits.bodyBytes)}"`
  const told = await rest.ask('POST', '/connectors', { body })
  assert.equal(told.status, 413)
  const several = body.repeat(8)
  const long = await rest.ask('POST', '/nothing', {
    body: several,
    headers: { 'Content-Length': String(several.length) },
  })
  assert.equal(long.status, 404)
  const untold = await rest.ask('POST', '/connectors', { body, headers: { 'Transfer-Encoding': 'chunked' } })
  assert.equal(untold.status, 413)
  const chunked = { 'Transfer-Encoding': 'chunked' }
  assert.equal((await rest.ask('POST', '/connectors', { body: several, headers: chunked })).status, 413)
  assert.equal((await rest.ask('GET', '/')).status, 200)
  await rest.stop()
})

it('refuses headers that are too large, and goes on', async () => {
  const rest = await startRest({ runs: false })
  const { status } = await rest.ask('GET', '/', { headers: { 'X-Long': 'x'.repeat(limits.headerBytes) } })
  assert.equal(status, 431)
  assert.equal((await rest.ask('GET', '/')).status, 200)
  await rest.stop()
})

it('survives a client that goes away in the middle, and one that speaks no HTTP', async () => {
  const rest = await startRest({ runs: false })
  const [host, port] = rest.address.split(':')
  for (const text of [
    'POST /connectors HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{"na',
    '\x16\x03\x01 hello',
    'GET http://127.0.0.1:99999/ HTTP/1.1\r\nHost: localhost\r\n\r\n',
  ]) {
    const socket = connect(Number(port), host)
    socket.on('error', () => undefined)
    await once(socket, 'connect')
    socket.write(text)
    socket.destroySoon()
    await once(socket, 'close')
  }
  assert.equal((await rest.ask('GET', '/')).status, 200)
  await rest.stop()
})

it('logs what changes something, and only that', async () => {
  const rest = await startRest()
  await rest.ask('GET', '/connectors')
  await rest.ask('PUT', '/connectors/counter/pause')
  const said = rest.logged.filter(({ level, fields }) => level === 'info' && fields['part'] === 'rest')
  assert.deepEqual(said.map(({ message }) => message).slice(1), ['PUT /connectors/counter/pause: 202'])
  await rest.stop()
})
