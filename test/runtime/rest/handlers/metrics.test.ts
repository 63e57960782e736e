import assert from 'node:assert/strict'
import { it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startRest } from '../support/start-rest.ts'

it('tells Prometheus of what the tasks have done', async context => {
  const rest = await startRest()
  context.after(() => rest.stop())
  const read = async (name: string) => {
    const { text } = await rest.ask('GET', '/metrics')
    return text.split('\n').filter(line => line.startsWith(`${name}{`))
  }
  const stored = async () =>
    (await read('psconnect_stored_records_total')).reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
  // The connector counts to 100 in each of two partitions.
  while ((await stored()) < 200) await sleep(100)

  const { status, headers, text } = await rest.ask('GET', '/metrics')
  assert.equal(status, 200)
  assert.match(String(headers['content-type']), /^text\/plain; version=0\.0\.4/)
  assert.ok(text.includes('kafka_connect_connector_metrics_status{connector="counter",status="running"} 1'))
  assert.ok(text.includes('psconnect_info{version="1.2.3"} 1'))
  assert.ok(text.includes('kafka_connect_connect_worker_metrics_connector_startup_success_total 1\n'))
  assert.ok(
    text.includes(
      `kafka_connect_connect_worker_metrics_task_startup_success_total ${rest.worker.status('counter').tasks.length}\n`,
    ),
  )
  assert.ok((await read('psconnect_consumer_lag_records')).length > 0)
  assert.equal(
    (await read('kafka_connect_sink_task_metrics_partition_count')).length,
    rest.worker.status('counter').tasks.length,
  )
})
