import { int, long, oneOf } from 'psconnect/plugin'

const connection = 'Connection'
const fetching = 'Fetching'
const group = 'Consumer group'

/** The keys of Kafka's consumer that mean something here, beside those of its connections, with its names and, unless said, its defaults. */
export const consumerKeys = {
  'default.api.timeout.ms': int({
    doc: 'Milliseconds for which the brokers may be unreachable at start before the worker gives up with exit code 2.',
    default: 60_000,
    minimum: 0,
    group: connection,
  }),
  'metadata.max.age.ms': long({
    doc: 'Milliseconds after which new partitions, and new topics that match topics.regex, are noticed at the latest. A topic that does not exist yet is looked for every 2 s.',
    default: 300_000,
    minimum: 1,
    maximum: 2 ** 31 - 1,
    group: connection,
  }),
  'auto.offset.reset': oneOf(['earliest', 'latest', 'none'], {
    doc: 'Where to start without a committed offset, or where the log no longer holds it: none fails the task.',
    default: 'earliest',
    group,
  }),
  'session.timeout.ms': int({
    doc: 'Milliseconds without a heartbeat after which the group gives a member up.',
    default: 45_000,
    minimum: 1,
    group,
  }),
  'heartbeat.interval.ms': int({
    doc: 'Milliseconds between heartbeats; at most a third of session.timeout.ms.',
    default: 3000,
    minimum: 1,
    group,
  }),
  'max.poll.interval.ms': int({
    doc: 'Milliseconds the group waits in a rebalance for a member that is finishing its work.',
    default: 300_000,
    minimum: 1,
    group,
  }),
  'isolation.level': oneOf(['read_uncommitted', 'read_committed'], {
    doc: 'read_committed waits for the end of transactions, and leaves out the records of those that were aborted.',
    default: 'read_uncommitted',
    group: fetching,
  }),
  'enable.auto.commit': oneOf(['false'], {
    doc: 'Always false: an offset is committed only when its record is stored.',
    default: 'false',
    importance: 'low',
    group,
  }),
  'fetch.max.bytes': int({
    doc: "Bytes of one fetch at most. Default: a part of the task's share of buffer.memory; more than that is cut down to it.",
    optional: true,
    minimum: 1,
    group: fetching,
  }),
  'max.partition.fetch.bytes': int({
    doc: 'Bytes of one partition in a fetch at most. Default: as fetch.max.bytes.',
    optional: true,
    minimum: 1,
    group: fetching,
  }),
  'fetch.min.bytes': int({
    doc: 'Bytes for which a broker waits before it answers.',
    default: 1,
    minimum: 0,
    group: fetching,
  }),
  'fetch.max.wait.ms': int({
    doc: 'Milliseconds that a broker waits for them.',
    default: 500,
    minimum: 0,
    group: fetching,
  }),
}
