import { boolean, int, long, oneOf, string } from '../api/config-spec.ts'

const group = 'Errors'

/** A connector's keys about records that cannot be carried, as Kafka Connect has them. */
export const errorSpec = {
  'errors.tolerance': oneOf(['none', 'all'], {
    doc: 'What becomes of a record that cannot be read or that the receiver can never take: none fails the task, all skips and counts the record. In both cases it first goes to the dead-letter queue, where there is one.',
    default: 'none',
    group,
  }),
  'errors.retry.timeout': long({
    doc: 'Milliseconds for which something that a converter or a transform says may pass is attempted again; -1: for ever. After that it is an error like any other. What the sink cannot send is not affected: it is sent until it is stored.',
    default: 0,
    minimum: -1,
    group,
  }),
  'errors.retry.delay.max.ms': long({
    doc: 'Milliseconds between two such attempts at most. The first wait is up to 300 ms, and each is twice the one before.',
    default: 60_000,
    minimum: 1,
    group,
  }),
  'errors.log.enable': boolean({
    doc: 'Whether each record with an error has a line of its own in the log. Without it, there is a line every 5 s at most that names one of them and says how many others there were.',
    default: false,
    group,
  }),
  'errors.log.include.messages': boolean({
    doc: 'Whether that line says topic, partition, offset and timestamp of the record. Its key and value are never shown.',
    default: false,
    group,
  }),
  'errors.deadletterqueue.topic.name': string({
    doc: "Kafka topic to which records with an error are written, every byte as it was read; or SINK:QUEUE, where SINK is the short name of the connector's sink, such as pubsub:lost-alerts. A record counts as done only once the queue has it. Empty: there is none.",
    default: '',
    group,
  }),
  'errors.deadletterqueue.topic.replication.factor': int({
    doc: 'On how many brokers the Kafka topic of dead letters is kept if it has to be created; it gets one partition.',
    default: 3,
    minimum: 1,
    maximum: 2 ** 15 - 1,
    group,
  }),
  'errors.deadletterqueue.context.headers.enable': boolean({
    doc: 'Whether dead letters have headers, __connect.errors.*, that say where the record is from and what was wrong with it. Those in a queue of the sink, and those whose value was too large for the queue, always have.',
    default: false,
    group,
  }),
}
