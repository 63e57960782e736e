import { int, list, long, string } from '../api/config-spec.ts'

/** The worker's own keys: the first file on the command line. */
export const workerSpec = {
  'bootstrap.servers': list({
    doc: 'Kafka brokers to start from, as host:port. Every consumer uses them unless consumer.bootstrap.servers names others. Without them no connector can read Kafka.',
    optional: true,
    importance: 'high',
    problem: text => (/[^\s,]/.test(text) ? undefined : 'must not be empty'),
  }),
  'key.converter': string({
    doc: 'Converter for the keys of all connectors that name none: its short name, Java class name, package or path. Its own keys follow the prefix key.converter.',
    importance: 'high',
  }),
  'value.converter': string({
    doc: 'Converter for the values of all connectors that name none. Its own keys follow the prefix value.converter.',
    importance: 'high',
  }),
  'header.converter': string({
    doc: 'Converter for the headers of all connectors that name none. The default passes them untouched.',
    default: 'bytes',
  }),
  'offset.flush.interval.ms': long({
    doc: 'Milliseconds between two commits of what is safely stored.',
    default: 60_000,
    minimum: 1,
  }),
  'task.shutdown.graceful.timeout.ms': long({
    doc: 'Milliseconds that a stop waits for records in flight. One request of the sink is always waited for, even when its deadline is longer.',
    default: 5_000,
    minimum: 0,
  }),
  'buffer.memory': long({
    doc: 'Bytes of records that all tasks of this worker together hold at most. What does not fit is not fetched yet.',
    default: 64 * 1024 * 1024,
    minimum: 1,
  }),
  'worker.threads': int({
    doc: 'Threads that run the tasks. 0 means one per core. There are never more than tasks.',
    default: 0,
    minimum: 0,
  }),
  'task.restart.max': int({
    doc: 'How often in a row a task that has failed is started again by itself, unless its connector says otherwise. 0: it stays as it is.',
    default: 0,
    minimum: 0,
  }),
  'task.watchdog.ms': long({
    doc: 'Milliseconds for which a thread may not answer, because code of a plugin runs without a pause. Then it is ended, the task that it was at has failed, and its other tasks go on in another. Below the session timeout of Kafka (45 s), so that these ask for their partitions before the group gives them to others. 0: it is waited for, for instance while a debugger holds it.',
    default: 30_000,
    minimum: 0,
  }),
  'task.stage.timeout.ms': long({
    doc: 'Milliseconds for which a plugin may wait in one step (create, prepareDecode, prepareEncode, write, flush, commit) without getting on and without saying that it is retrying. Then its task has failed. Of a write at least twice as long as one attempt of the sink may take; reading waits for records as long as it likes. 0: it is waited for.',
    default: 300_000,
    minimum: 0,
  }),
  'offset.flush.timeout.ms': long({
    doc: 'Accepted and without effect: a commit that fails is tried again.',
    default: 5_000,
    minimum: 0,
    importance: 'low',
  }),
  'offset.storage.file.filename': string({
    doc: 'File in which sources without a store of their own have their offsets kept, relative to where the worker is started. Each worker needs one of its own. Of no effect where only Kafka is read, whose consumer groups keep them.',
    optional: true,
  }),
  'plugin.path': list({
    doc: "Folders to look for plugins in, relative to this file's: modules (.ts, .mts, .js, .mjs), each named as its file; folders with a package.json that says what they hold; packages in node_modules. Java archives are passed over.",
    optional: true,
    importance: 'low',
  }),
  'config.providers': list({
    doc: 'Further names for config providers, each with its config.providers.NAME.class. Those called env, file, dir and gcpsecret need no declaration.',
    default: [],
    importance: 'low',
  }),
}
