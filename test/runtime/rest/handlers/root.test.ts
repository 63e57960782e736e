import assert from 'node:assert/strict'
import { it } from 'node:test'
import { until } from '../../support/counting.ts'
import { startRest } from '../support/start-rest.ts'

it('says what it is', async () => {
  const rest = await startRest({ runs: false })
  const { status, json } = await rest.ask('GET', '/')
  assert.equal(status, 200)
  assert.deepEqual(json, { version: '1.2.3', commit: 'Unknown', kafka_cluster_id: null })
  await rest.stop()
})

it('is healthy once it has started, whatever tasks do; whether it is ready is asked apart', {
  timeout: 30_000,
}, async context => {
  const rest = await startRest({ sink: { misbehave: 'fail' } })
  await until(context, () => rest.worker.status('counter').tasks[0]?.state === 'FAILED')
  const health = await rest.ask('GET', '/health')
  assert.equal(health.status, 200)
  assert.deepEqual(health.json, {
    status: 'healthy',
    message: 'Worker has completed startup and is ready to handle requests.',
  })
  const ready = await rest.ask('GET', '/health/ready')
  assert.equal(ready.status, 503)
  assert.match(ready.text, /"unhealthy".*counter/)
  await rest.stop()
})
