import type { MetricReading } from './read-metrics.ts'

/** What a worker says of itself. */
export interface Answers {
  readonly url: string
  readonly version: string
  readonly connectors: Readonly<Record<string, { readonly status: ConnectorAnswer }>>
  /** Undefined: it does not tell them here. */
  readonly metrics: readonly MetricReading[] | undefined
}

interface ConnectorAnswer {
  readonly connector: StateAnswer
  readonly tasks: readonly (StateAnswer & { readonly id: number; readonly retrying?: string })[]
}

interface StateAnswer {
  readonly state: string
  readonly trace?: string
}

/** Null: nobody knows. */
export interface TaskFigures {
  readonly recordsPerSecond: number | null
  readonly lag: number | null
  readonly inFlight: number | null
  readonly skipped: number | null
  /** In seconds since the epoch. */
  readonly lastStored: number | null
}

export interface PartStanding extends TaskFigures {
  readonly state: string
  /** Why it has failed, or what it waits for, in a line. */
  readonly reason: string | null
}

export interface ConnectorStanding extends PartStanding {
  readonly name: string
  readonly tasks: readonly (PartStanding & { readonly id: number })[]
}

export interface WorkerStanding {
  readonly url: string
  readonly version: string
  readonly hasMetrics: boolean
  readonly connectors: readonly ConnectorStanding[]
}

export function workerStanding({ url, version, connectors, metrics }: Answers): WorkerStanding {
  const named = Object.entries(connectors).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return {
    url,
    version,
    hasMetrics: metrics !== undefined,
    connectors: named.map(([name, { status }]) => connectorStanding(name, status, metrics ?? [])),
  }
}

export const hasFailed = ({ connectors }: WorkerStanding): boolean =>
  connectors.some(connector => [connector, ...connector.tasks].some(({ state }) => state === 'FAILED'))

function connectorStanding(
  name: string,
  { connector, tasks: told }: ConnectorAnswer,
  metrics: readonly MetricReading[],
): ConnectorStanding {
  const tasks = told.map(({ id, retrying, ...task }) => {
    const own = metrics.filter(({ labels }) => labels['connector'] === name && labels['task'] === String(id))
    return { id, state: task.state, reason: retrying ?? firstLine(task.trace), ...figuresOf(own) }
  })
  return { name, state: connector.state, reason: firstLine(connector.trace), ...together(tasks), tasks }
}

/** Without the name of the error's class. */
const firstLine = (trace: string | undefined): string | null =>
  trace === undefined ? null : (trace.split('\n')[0] ?? '').replace(/^\w*Error: /, '')

function figuresOf(own: readonly MetricReading[]): TaskFigures {
  const sum = (name: string): number | null => {
    const values = own.filter(reading => reading.name === name).map(({ value }) => value)
    return values.length === 0 ? null : values.reduce((total, value) => total + value, 0)
  }
  return {
    recordsPerSecond: sum('kafka_connect_sink_task_metrics_sink_record_send_rate'),
    lag: sum('psconnect_consumer_lag_records'),
    inFlight: sum('psconnect_in_flight_records'),
    skipped: sum('kafka_connect_task_error_metrics_total_records_skipped'),
    lastStored: sum('psconnect_last_stored_timestamp_seconds'),
  }
}

function together(tasks: readonly TaskFigures[]): TaskFigures {
  const known = (key: keyof TaskFigures): number[] => tasks.map(task => task[key]).filter(value => value !== null)
  const total = (key: keyof TaskFigures): number | null => {
    const values = known(key)
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0)
  }
  const stored = known('lastStored')
  return {
    recordsPerSecond: total('recordsPerSecond'),
    lag: total('lag'),
    inFlight: total('inFlight'),
    skipped: total('skipped'),
    lastStored: stored.length === 0 ? null : Math.max(...stored),
  }
}
