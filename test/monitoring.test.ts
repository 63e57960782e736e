import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { exposeMetrics } from '../runtime/telemetry/exposition.ts'
import { noCounters } from '../runtime/telemetry/metrics.ts'
import { noStartups } from '../runtime/telemetry/startups.ts'
import { TaskMeasures } from '../runtime/telemetry/task-measures.ts'
import { workerMetrics } from '../runtime/telemetry/worker-metrics.ts'

const read = (name: string) => readFileSync(new URL(`../deploy/monitoring/${name}`, import.meta.url), 'utf8')
const measured = new TaskMeasures().measured()
const counters = {
  ...noCounters(),
  measured,
  lags: { 'alerts/0': 1 },
  sinkRetrying: 'why',
  lastStoredTime: 1,
  lastErrorTime: 1,
}
const metrics = workerMetrics(
  {
    connectors: [{ name: 'sink', state: 'RUNNING' }],
    tasks: [{ connector: 'sink', task: 0, state: 'RUNNING', held: 0, counters }],
    bufferMemory: 1,
    startups: { connector: noStartups(), task: noStartups() },
  },
  '0',
)
const text = await exposeMetrics(metrics)
const exposed = new Set([...text.matchAll(/^[a-z]\w*/gm)].map(([name]) => name))

describe('what watches a worker names only metrics that there are', () => {
  for (const file of ['alerts.yaml', 'grafana-dashboard.json'])
    it(file, () => {
      const named = [...read(file).matchAll(/\b(?:psconnect|kafka_connect|process)_\w+/g)].map(([name]) => name)

      assert.ok(named.length > 10)
      assert.deepEqual(
        named.filter(name => !exposed.has(name)),
        [],
      )
    })
})

it('every panel of the dashboard asks for something, and has a place of its own', () => {
  const { panels } = JSON.parse(read('grafana-dashboard.json')) as {
    panels: { title: string; gridPos: { x: number; y: number }; targets: { expr: string }[] }[]
  }

  assert.ok(panels.every(({ targets }) => targets.every(({ expr }) => expr !== '')))
  assert.equal(new Set(panels.map(({ gridPos: { x, y } }) => `${x}/${y}`)).size, panels.length)
})
