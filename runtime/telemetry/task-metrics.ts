import type { Labels, Metric, Reading } from './exposition.ts'
import type { Histogram } from './histogram.ts'
import type { TaskCounters } from './metrics.ts'

/** A task as the metrics show it. Its counters never fall while its connector exists. */
export interface TaskFigures {
  readonly connector: string
  readonly task: number
  readonly state: string
  readonly counters: Readonly<TaskCounters>
  /** Bytes of records that it holds. */
  readonly held: number
}

interface Definition {
  readonly name: string
  readonly help: string
  readonly type: Metric['type']
  /** What a task says of it; undefined: nothing. */
  readonly read: (task: TaskFigures) => number | Histogram | undefined | readonly Reading[]
}

type Read = (counters: Readonly<TaskCounters>, task: TaskFigures) => ReturnType<Definition['read']>

const define =
  (type: Metric['type'], prefix: string) =>
  (name: string, help: string, read: Read): Definition => ({
    name: `${prefix}${name}`,
    help,
    type,
    read: task => read(task.counters, task),
  })

const sinkTask = 'kafka_connect_sink_task_metrics_'
const sinkTotal = define('counter', sinkTask)
const sinkGauge = define('gauge', sinkTask)
const errorTotal = define('counter', 'kafka_connect_task_error_metrics_')
const errorGauge = define('gauge', 'kafka_connect_task_error_metrics_')
const taskGauge = define('gauge', 'kafka_connect_connector_task_metrics_')
const ownTotal = define('counter', 'psconnect_')
const ownGauge = define('gauge', 'psconnect_')
const ownHistogram = define('histogram', 'psconnect_')

const share = (part: number, rest: number): number => (part + rest === 0 ? 0 : part / (part + rest))

/** As the exporters of Kafka Connect's own metrics name them. */
const kafkaConnect: readonly Definition[] = [
  sinkTotal('sink_record_read_total', 'Records read.', ({ read }) => read),
  sinkGauge('sink_record_read_rate', 'Records read per second, lately.', ({ measured }) => measured?.read.perSecond),
  sinkTotal('sink_record_send_total', 'Records given to the sink, after transforms.', ({ sent }) => sent),
  sinkGauge('sink_record_send_rate', 'The same per second, lately.', ({ measured }) => measured?.sent.perSecond),
  sinkGauge('sink_record_active_count', 'Records read and not committed.', ({ read, committed, givenUp }) =>
    Math.max(read - committed - givenUp, 0),
  ),
  sinkGauge('sink_record_active_count_max', 'The most of them, lately.', ({ measured }) => measured?.active.max),
  sinkGauge('sink_record_active_count_avg', 'Their mean, lately.', ({ measured }) => measured?.active.mean),
  sinkGauge('partition_count', 'Partitions that the task reads.', ({ partitions }) => partitions),
  sinkTotal('offset_commit_completion_total', 'Commits that succeeded.', ({ commits }) => commits),
  sinkTotal(
    'offset_commit_skip_total',
    'Answers to commits that came out of order: never, as commits do not overlap.',
    () => 0,
  ),
  sinkGauge('offset_commit_seq_no', 'Commits attempted.', ({ commits, commitFailures }) => commits + commitFailures),
  sinkGauge(
    'put_batch_max_time_ms',
    'The longest time from giving a batch to the sink until it was stored, lately.',
    ({ measured }) => measured?.put.max,
  ),
  sinkGauge('put_batch_avg_time_ms', 'The mean of that time, lately.', ({ measured }) => measured?.put.mean),
  taskGauge('offset_commit_max_time_ms', 'The longest commit, lately.', ({ measured }) => measured?.commit.max),
  taskGauge('offset_commit_avg_time_ms', 'The mean of commits, lately.', ({ measured }) => measured?.commit.mean),
  taskGauge(
    'offset_commit_success_percentage',
    'Share of commits that succeeded, from 0 to 1.',
    ({ commits, commitFailures }) => share(commits, commitFailures),
  ),
  taskGauge(
    'offset_commit_failure_percentage',
    'Share of commits that failed, from 0 to 1.',
    ({ commits, commitFailures }) => share(commitFailures, commits),
  ),
  taskGauge('batch_size_max', 'The most records in a batch, lately.', ({ measured }) => measured?.read.max),
  taskGauge('batch_size_avg', 'The mean of records in a batch, lately.', ({ measured }) => measured?.read.mean),
  errorTotal(
    'total_record_failures',
    'Attempts at a record that failed, repeated ones too.',
    ({ recordFailures }) => recordFailures,
  ),
  errorTotal('total_record_errors', 'Records with an error that failed the task.', ({ recordErrors }) => recordErrors),
  errorTotal('total_records_skipped', 'Records skipped on account of an error.', ({ skipped }) => skipped),
  errorTotal('total_retries', 'Attempts at records that were repeated.', ({ retries }) => retries),
  errorTotal(
    'total_errors_logged',
    'Errors of records with a line of their own in the log.',
    ({ errorsLogged }) => errorsLogged,
  ),
  errorTotal(
    'deadletterqueue_produce_requests',
    'Records given to the dead-letter queue.',
    ({ deadLetterRequests }) => deadLetterRequests,
  ),
  errorTotal(
    'deadletterqueue_produce_failures',
    'Of these, those that it did not take as they were.',
    ({ deadLetterFailures }) => deadLetterFailures,
  ),
  errorGauge(
    'last_error_timestamp',
    'When a record last had an error, in milliseconds since the epoch.',
    ({ lastErrorTime }) => lastErrorTime ?? undefined,
  ),
]

/** What Kafka Connect has no name for. */
const own: readonly Definition[] = [
  ownGauge('consumer_lag_records', 'Records that wait to be read or stored, by partition.', ({ lags }) =>
    Object.entries(lags).map(([partition, value]) => ({ labels: { partition }, value })),
  ),
  ownGauge('in_flight_records', 'Records read and not stored.', ({ read, stored, givenUp }) => read - stored - givenUp),
  ownGauge('in_flight_bytes', 'Bytes of records that the task holds.', (_counters, { held }) => held),
  ownTotal('read_bytes_total', 'Bytes of keys and values read.', ({ readBytes }) => readBytes),
  ownTotal(
    'stored_records_total',
    'Records that are safe: stored, in the dead-letter queue, skipped or dropped.',
    ({ stored }) => stored,
  ),
  ownTotal('stored_bytes_total', 'Bytes of their keys and values.', ({ storedBytes }) => storedBytes),
  ownTotal('committed_records_total', 'Records covered by commits.', ({ committed }) => committed),
  ownTotal('filtered_records_total', 'Records that a transform dropped.', ({ filtered }) => filtered),
  ownTotal(
    'resent_records_total',
    'Records sent again though they may have arrived: possible duplicates.',
    ({ resent }) => resent,
  ),
  ownTotal('missed_records_total', 'Records that expired before they were read.', ({ missed }) => missed),
  ownTotal(
    'commit_failures_total',
    'Commits that failed; they are tried again.',
    ({ commitFailures }) => commitFailures,
  ),
  ownTotal('task_restarts_total', 'Times that the task was started again by itself.', ({ restarts }) => restarts),
  ownGauge(
    'last_stored_timestamp_seconds',
    'When the task last stored something, in seconds since the epoch.',
    ({ lastStoredTime }) => (lastStoredTime === null ? undefined : lastStoredTime / 1_000),
  ),
  ownHistogram(
    'request_seconds',
    "How long the sink's requests took that stored something.",
    ({ measured }) => measured?.requestSeconds,
  ),
  ownHistogram(
    'request_records',
    "How many records the sink's requests held.",
    ({ measured }) => measured?.requestRecords,
  ),
  ownTotal(
    'request_failures_total',
    "The sink's requests that failed; they are tried again.",
    ({ measured }) => measured?.failedRequests,
  ),
  ownGauge('retrying', 'What a task waits for while something does not answer.', counters =>
    retrying.filter(([key]) => counters[key] !== null).map(([, stage]) => ({ labels: { stage }, value: 1 })),
  ),
]

const retrying = [
  ['sourceRetrying', 'source'],
  ['converterRetrying', 'converter'],
  ['sinkRetrying', 'sink'],
  ['deadLettersRetrying', 'dead letters'],
] as const

export const taskMetrics = (tasks: readonly TaskFigures[]): readonly Metric[] => [
  ...[...kafkaConnect, ...own].map(({ name, help, type, read }) => ({
    name,
    help,
    type,
    readings: tasks.flatMap(task => readingsOf(task, read(task))),
  })),
  ...converterMetrics(tasks),
]

/** What converters offer, under the names that they give it. */
function converterMetrics(tasks: readonly TaskFigures[]): readonly Metric[] {
  const figures = tasks.flatMap(({ connector, task, counters }) =>
    (counters.measured?.figures ?? []).map(({ part, name, value }) => ({
      name: `psconnect_converter_${name.replaceAll(/\W/g, '_')}`,
      reading: { labels: { connector, task: String(task), part }, value },
    })),
  )
  return Array.from(
    Map.groupBy(figures, ({ name }) => name),
    ([name, those]) => ({
      name,
      help: 'A figure that a converter offers.',
      type: name.endsWith('_total') ? 'counter' : 'gauge',
      readings: those.map(({ reading }) => reading),
    }),
  )
}

function readingsOf({ connector, task }: TaskFigures, said: ReturnType<Definition['read']>): readonly Reading[] {
  const labels: Labels = { connector, task: String(task) }
  if (said === undefined) return []
  if (typeof said === 'number') return [{ labels, value: said }]
  if ('bounds' in said) return [{ labels, value: said }]
  return said.map(reading => ({ ...reading, labels: { ...labels, ...reading.labels } }))
}
