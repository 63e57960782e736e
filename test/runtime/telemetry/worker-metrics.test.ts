import assert from 'node:assert/strict'
import { it } from 'node:test'
import { exposeMetrics } from '../../../runtime/telemetry/exposition.ts'
import { noCounters, type TaskCounters } from '../../../runtime/telemetry/metrics.ts'
import { noStartups } from '../../../runtime/telemetry/startups.ts'
import { TaskMeasures } from '../../../runtime/telemetry/task-measures.ts'
import { type WorkerFigures, workerMetrics } from '../../../runtime/telemetry/worker-metrics.ts'

const figuresOf = (counters: Partial<TaskCounters>, name = 'sink'): WorkerFigures => ({
  connectors: [{ name, state: 'RUNNING' }],
  tasks: [{ connector: name, task: 0, state: 'FAILED', held: 5, counters: { ...noCounters(), ...counters } }],
  bufferMemory: 64,
  startups: { connector: { attempts: 4, successes: 3, failures: 1 }, task: noStartups() },
})
const expose = async (figures: WorkerFigures) => (await exposeMetrics(workerMetrics(figures, '0.1.0'))).split('\n')

it('tells under the names that exporters of Kafka Connect have made known', async () => {
  const lines = await expose(
    figuresOf({ read: 10, sent: 9, committed: 4, skipped: 2, deadLetterRequests: 1, partitions: 3 }),
  )

  for (const line of [
    'kafka_connect_sink_task_metrics_sink_record_read_total{connector="sink",task="0"} 10',
    'kafka_connect_sink_task_metrics_sink_record_send_total{connector="sink",task="0"} 9',
    'kafka_connect_sink_task_metrics_sink_record_active_count{connector="sink",task="0"} 6',
    'kafka_connect_sink_task_metrics_partition_count{connector="sink",task="0"} 3',
    'kafka_connect_task_error_metrics_total_records_skipped{connector="sink",task="0"} 2',
    'kafka_connect_task_error_metrics_deadletterqueue_produce_requests{connector="sink",task="0"} 1',
    'kafka_connect_connect_worker_metrics_task_count 1',
    'kafka_connect_connect_worker_metrics_connector_startup_attempts_total 4',
    'kafka_connect_connect_worker_metrics_connector_startup_failure_percentage 0.25',
    'kafka_connect_connect_worker_metrics_task_startup_success_percentage 0',
    'kafka_connect_connect_worker_metrics_connector_failed_task_count{connector="sink"} 1',
    'kafka_connect_connect_worker_metrics_connector_running_task_count{connector="sink"} 0',
    'kafka_connect_connector_metrics_status{connector="sink",status="running"} 1',
    'kafka_connect_connector_task_metrics_status{connector="sink",task="0",status="failed"} 1',
    '# TYPE kafka_connect_sink_task_metrics_sink_record_read_total counter',
  ])
    assert.ok(lines.includes(line), line)
})

it('tells the lag by partition, what is held, and what is waited for', async () => {
  const lines = await expose(figuresOf({ lags: { 'alerts/0': 7, 'alerts/1': 0 }, sinkRetrying: 'UNAVAILABLE' }))

  for (const line of [
    'psconnect_consumer_lag_records{connector="sink",task="0",partition="alerts/0"} 7',
    'psconnect_consumer_lag_records{connector="sink",task="0",partition="alerts/1"} 0',
    'psconnect_buffer_bytes 5',
    'psconnect_buffer_limit_bytes 64',
    'psconnect_retrying{connector="sink",task="0",stage="sink"} 1',
  ])
    assert.ok(lines.includes(line), line)
})

it('tells how long requests took and how much they held, in buckets that add up', async () => {
  const measures = new TaskMeasures()
  measures.requested({ records: 3, milliseconds: 20, stored: true })
  measures.requested({ records: 1_500, milliseconds: 60_000, stored: true })
  measures.requested({ records: 3, milliseconds: 1, stored: false })
  const lines = await expose(figuresOf({ measured: measures.measured() }))

  for (const line of [
    'psconnect_request_seconds_bucket{connector="sink",task="0",le="0.01"} 0',
    'psconnect_request_seconds_bucket{connector="sink",task="0",le="0.025"} 1',
    'psconnect_request_seconds_bucket{connector="sink",task="0",le="30"} 1',
    'psconnect_request_seconds_bucket{connector="sink",task="0",le="+Inf"} 2',
    'psconnect_request_seconds_sum{connector="sink",task="0"} 60.02',
    'psconnect_request_seconds_count{connector="sink",task="0"} 2',
    'psconnect_request_records_sum{connector="sink",task="0"} 1503',
    'psconnect_request_failures_total{connector="sink",task="0"} 1',
  ])
    assert.ok(lines.includes(line), line)
})

it('writes hostile names so that no line is broken', async () => {
  const lines = await expose(figuresOf({ read: 1 }, 'a"} 9\nfake_metric 1\\'))

  assert.ok(
    lines.includes(
      'kafka_connect_sink_task_metrics_sink_record_read_total{connector="a\\"} 9\\nfake_metric 1\\\\",task="0"} 1',
    ),
  )
  assert.ok(!lines.some(line => line.startsWith('fake_metric')))
})

it('tells of the process too', async () => {
  const lines = await expose(figuresOf({}))

  assert.ok(lines.some(line => /^process_resident_memory_bytes \d+$/.test(line)))
})

it('gives each name a description once, and every reading a value', async () => {
  const lines = await expose(
    figuresOf({ lastStoredTime: 1, lastErrorTime: 2, measured: new TaskMeasures().measured() }),
  )

  const described = lines.filter(line => line.startsWith('# TYPE')).map(line => line.split(' ')[2])
  assert.deepEqual(described, [...new Set(described)])
  assert.ok(
    lines.filter(line => !line.startsWith('#') && line !== '').every(line => / (?:-?[\d.e+-]+|Nan)$/.test(line)),
  )
})
