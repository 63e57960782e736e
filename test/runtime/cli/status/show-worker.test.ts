import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { agoOf, showWorker } from '../../../../runtime/cli/status/show-worker.ts'
import { type Answers, hasFailed, workerStanding } from '../../../../runtime/cli/status/standing.ts'

const answers = (tasks: Answers['connectors'][string]['status']['tasks']): Answers => ({
  url: 'http://127.0.0.1:8083',
  version: '0.1.0',
  connectors: { alerts: { status: { connector: { state: 'RUNNING' }, tasks } } },
  metrics: [
    reading('psconnect_consumer_lag_records', '0', 1_000),
    reading('psconnect_consumer_lag_records', '0', 234),
    reading('psconnect_consumer_lag_records', '1', 1),
    reading('kafka_connect_sink_task_metrics_sink_record_send_rate', '0', 617.4),
  ],
})

const reading = (name: string, task: string, value: number) => ({ name, labels: { connector: 'alerts', task }, value })

const running = { id: 0, state: 'RUNNING' }
const failed = {
  id: 1,
  state: 'FAILED',
  trace: 'ConnectError: the topic is gone; create it\n    at somewhere (file.ts:1:1)',
}

const linesOf = (shown: Answers, width = Number.POSITIVE_INFINITY): readonly string[] =>
  showWorker(workerStanding(shown), width).map(line => stripVTControlCharacters(line))

describe('how a worker stands', () => {
  it('is a line for each connector, with the sums of its tasks, and for each task', () => {
    assert.deepEqual(linesOf(answers([running, { id: 1, state: 'PAUSED' }])).slice(2), [
      'CONNECTOR  STATE    RECORDS/S    LAG  IN FLIGHT  SKIPPED  LAST STORED',
      'alerts     RUNNING        617  1,235          –        –  nothing yet',
      '  task 0   RUNNING        617  1,234          –        –  nothing yet',
      '  task 1   PAUSED           –      1          –        –  nothing yet',
    ])
  })

  it('says what has failed, why, and what starts it again', () => {
    const shown = answers([running, failed])
    assert.equal(hasFailed(workerStanding(shown)), true)
    const lines = linesOf(shown)
    assert.match(lines[3] ?? '', /^alerts +1 of 2 FAILED /)
    assert.equal(lines[6], '    the topic is gone; create it')
    assert.deepEqual(lines.slice(-2), [
      'FAILED: alerts. Once the cause is mended, this starts it again:',
      "  curl -X POST 'http://127.0.0.1:8083/connectors/alerts/restart?includeTasks=true&onlyFailed=true'",
    ])
  })

  it('says what a task waits for, which is no failure', () => {
    const shown = answers([{ ...running, retrying: 'the schema registry does not answer' }])
    assert.equal(hasFailed(workerStanding(shown)), false)
    assert.match(linesOf(shown).join('\n'), / task 0 +RUNNING, waits .*\n {4}the schema registry does not answer$/)
  })

  it('says where rates are, when the worker does not tell them', () => {
    const { metrics: _metrics, ...without } = answers([running])
    assert.match(linesOf({ ...without, metrics: undefined }).join('\n'), /metrics\.listener has them elsewhere$/)
  })

  it('is never wider than the terminal, and leaves out nothing of a reason', () => {
    const lines = linesOf(answers([running, failed]), 40)
    assert.deepEqual(
      lines.filter(line => line.length > 40),
      [],
    )
    const text = lines.map(line => line.trim()).join('')
    assert.ok(text.endsWith("/connectors/alerts/restart?includeTasks=true&onlyFailed=true'"))
    assert.ok(text.includes('the topic is gone; create it'))
  })
})

it('how long ago something was is told in the unit that fits', () => {
  const ago = [5, 600, 10_000, 500_000].map(seconds => agoOf(1_000_000 - seconds, 1_000_000))
  assert.deepEqual(ago, ['5 s ago', '10 min ago', '3 h ago', '6 days ago'])
})
