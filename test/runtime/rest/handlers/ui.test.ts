import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { it } from 'node:test'
import { until } from '../../support/counting.ts'
import { startRest } from '../support/start-rest.ts'

it('gives a page that may run only what it brings itself, and speaks only to this listener', async () => {
  const rest = await startRest({ runs: false })
  const { status, headers, text } = await rest.ask('GET', '/ui')
  await rest.stop()
  assert.equal(status, 200)
  assert.equal(headers['content-type'], 'text/html; charset=utf-8')
  const policy = String(headers['content-security-policy']).split('; ')
  assert.ok(policy.includes("default-src 'none'") && policy.includes("connect-src 'self'"))
  for (const tag of ['style', 'script']) {
    const [, own = ''] = new RegExp(`<${tag}>(.+?)</${tag}>`, 's').exec(text) ?? []
    assert.ok(policy.includes(`${tag}-src 'sha256-${createHash('sha256').update(own).digest('base64')}'`), tag)
  }
  assert.doesNotMatch(text, /innerHTML|insertAdjacentHTML|document\.write|\bon\w+=|style=/)
  assert.doesNotMatch(text.replaceAll('http://www.w3.org/2000/svg', ''), /https?:|<link|src=/)
})

it('gives the page states and totals of all connectors, without secrets', { timeout: 30_000 }, async context => {
  const rest = await startRest({
    sink: { misbehave: 'reject' },
    connector: { 'errors.tolerance': 'all', 'consumer.override.sasl.jaas.config': 'x password="odd";' },
  })
  await until(context, () => (rest.worker.overview()[0]?.counters.lastErrors.length ?? 0) > 0)
  const { json, text } = await rest.ask('GET', '/ui/data')
  await rest.stop()
  const { worker, connectors } = json as {
    worker: object
    connectors: {
      name: string
      status: { tasks: object[] }
      counters: { lastErrors: { topic: string; reason: string }[] }
    }[]
  }
  assert.deepEqual(worker, { id: rest.address, version: '1.2.3' })
  assert.equal(connectors[0]?.name, 'counter')
  assert.equal(connectors[0]?.status.tasks.length, 1)
  assert.equal(connectors[0]?.counters.lastErrors[0]?.topic, 'counts')
  // "odd" is the password, and the sink says "too odd".
  assert.match(connectors[0]?.counters.lastErrors[0]?.reason ?? '', /too \[hidden\]/)
  assert.doesNotMatch(text, /"odd/)
})
