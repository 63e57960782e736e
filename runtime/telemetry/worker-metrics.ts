import type { Metric } from './exposition.ts'
import type { Startups } from './startups.ts'
import { type TaskFigures, taskMetrics } from './task-metrics.ts'

export interface ConnectorFigures {
  readonly name: string
  readonly state: string
}

/** All that the metrics tell of a worker. */
export interface WorkerFigures {
  readonly connectors: readonly ConnectorFigures[]
  readonly tasks: readonly TaskFigures[]
  /** Bytes that all tasks together may hold. */
  readonly bufferMemory: number
  /** Since the worker has started. */
  readonly startups: Readonly<Record<'connector' | 'task', Startups>>
}

/** Kafka Connect's, of which each has a count of its own. */
const taskStates = ['running', 'paused', 'failed', 'unassigned', 'destroyed', 'restarting'] as const

export const workerMetrics = (figures: WorkerFigures, version: string): readonly Metric[] => [
  ...countsOf(figures),
  ...startupsOf('connector', figures.startups.connector),
  ...startupsOf('task', figures.startups.task),
  ...statesOf(figures),
  gauge(
    'psconnect_buffer_bytes',
    'Bytes of records that all tasks together hold.',
    ofWorker(figures.tasks.reduce((sum, { held }) => sum + held, 0)),
  ),
  gauge('psconnect_buffer_limit_bytes', 'Bytes that they may hold: buffer.memory.', ofWorker(figures.bufferMemory)),
  gauge('psconnect_info', 'The version that runs.', [{ labels: { version }, value: 1 }]),
  ...taskMetrics(figures.tasks),
]

function countsOf({ connectors, tasks }: WorkerFigures): readonly Metric[] {
  const worker = 'kafka_connect_connect_worker_metrics_'
  const perConnector = (states: (state: string) => boolean) =>
    connectors.map(({ name }) => ({
      labels: { connector: name },
      value: tasks.filter(({ connector, state }) => connector === name && states(state)).length,
    }))
  return [
    gauge(`${worker}connector_count`, 'Connectors of this worker.', ofWorker(connectors.length)),
    gauge(`${worker}task_count`, 'Tasks of this worker.', ofWorker(tasks.length)),
    gauge(
      `${worker}connector_total_task_count`,
      'Tasks of a connector.',
      perConnector(() => true),
    ),
    ...taskStates.map(state =>
      gauge(
        `${worker}connector_${state}_task_count`,
        `Tasks of a connector that are ${state}.`,
        perConnector(each => each.toLowerCase() === state),
      ),
    ),
  ]
}

function startupsOf(what: 'connector' | 'task', { attempts, successes, failures }: Startups): readonly Metric[] {
  const name = `kafka_connect_connect_worker_metrics_${what}_startup_`
  const total = (of: string, help: string, value: number): Metric => ({
    name: `${name}${of}_total`,
    help,
    type: 'counter',
    readings: ofWorker(value),
  })
  const share = (part: number) => ofWorker(attempts === 0 ? 0 : part / attempts)
  return [
    total('attempts', `Times that a ${what} was to start.`, attempts),
    total('success', `Times that a ${what} has started.`, successes),
    total('failure', `Times that a ${what} could not start.`, failures),
    gauge(`${name}success_percentage`, `Share of a ${what}'s starts that succeeded, from 0 to 1.`, share(successes)),
    gauge(`${name}failure_percentage`, `Share of a ${what}'s starts that failed, from 0 to 1.`, share(failures)),
  ]
}

/** One reading for the state that is: its label says which. */
const statesOf = ({ connectors, tasks }: WorkerFigures): readonly Metric[] => [
  gauge(
    'kafka_connect_connector_metrics_status',
    'The state of a connector, as a label.',
    connectors.map(({ name, state }) => ({ labels: { connector: name, status: state.toLowerCase() }, value: 1 })),
  ),
  gauge(
    'kafka_connect_connector_task_metrics_status',
    'The state of a task, as a label.',
    tasks.map(({ connector, task, state }) => ({
      labels: { connector, task: String(task), status: state.toLowerCase() },
      value: 1,
    })),
  ),
]

const ofWorker = (value: number): Metric['readings'] => [{ labels: {}, value }]

const gauge = (name: string, help: string, readings: Metric['readings']): Metric => ({
  name,
  help,
  type: 'gauge',
  readings,
})
