import { boolean, type ConfigOf, int, long, type Problem, password, string } from 'psconnect/plugin'
import { checkMessageConfig, messageConfig } from './message-config.ts'

const group = 'Pub/Sub'
const credentials = 'Credentials'
const batching = 'Batching'
const timeouts = 'Timeouts'

/** What one request carries at most where the file does not say. */
export const REQUEST_MESSAGES = 1_000
export const REQUEST_BYTES = 4_000_000
export const DELAY_MS = 10
export const SHUTDOWN_TIMEOUT_MS = 60_000

/** Keys, ranges and, where not said otherwise, defaults are those of Google's pubsub-group-kafka-connector 1.3: its files run here unchanged. */
export const config = {
  'cps.project': string({
    doc: 'Google Cloud project that owns the topic.',
    importance: 'high',
    group,
    problem: text => (isName(text) ? undefined : 'must be a project id, such as my-project'),
  }),
  'cps.topic': string({
    doc: 'Topic to publish to: its id alone, without projects/.../topics/.',
    importance: 'high',
    group,
    problem: text => (isName(text) ? undefined : 'must be the id of a topic, without projects/.../topics/'),
  }),
  'cps.endpoint': string({
    doc: 'Host and port of the Pub/Sub API, reached over TLS.',
    default: 'pubsub.googleapis.com:443',
    group,
    problem: text => (isAddress(text) ? undefined : 'must be host:port'),
  }),
  'cps.useEmulator': boolean({
    doc: 'Publishes in plain text and without credentials to PUBSUB_EMULATOR_HOST or, where that is not set, to cps.endpoint. Where PUBSUB_EMULATOR_HOST is set, so does false.',
    default: false,
    group,
  }),
  ...messageConfig,
  'gcp.sa.credentials.file.path': string({
    doc: "Path of a service account's JSON key file. Stands above the other three.",
    optional: true,
    importance: 'high',
    group: credentials,
  }),
  'gcp.sa.credentials.json': password({
    doc: "A service account's key itself, as JSON text. Stands above the next two.",
    optional: true,
    importance: 'high',
    group: credentials,
    problem: text => (text === '' || isJson(text) ? undefined : "must be the JSON text of a service account's key"),
  }),
  'gcp.credentials.file.path': string({
    doc: "Path of the credentials' JSON file. Without any of these four: application default credentials.",
    optional: true,
    importance: 'high',
    group: credentials,
  }),
  'gcp.credentials.json': password({
    doc: 'The credentials themselves, as JSON text.',
    optional: true,
    importance: 'high',
    group: credentials,
    problem: text => (text === '' || isJson(text) ? undefined : 'must be the JSON text of a credentials file'),
  }),
  maxBufferSize: int({
    doc: `Messages in one request at most; Pub/Sub takes no more than 1000. Without it: ${REQUEST_MESSAGES}, which is faster than the 100 of Google's connector.`,
    optional: true,
    minimum: 1,
    group: batching,
  }),
  maxBufferBytes: long({
    doc: `Bytes in one request at most; a message larger than this travels alone. Without it: ${REQUEST_BYTES}.`,
    optional: true,
    minimum: 1,
    maximum: 9_500_000,
    group: batching,
  }),
  delayThresholdMs: int({
    doc: `How long a message may wait for others to share its request, in milliseconds. Only while other requests are under way: an idle sink sends at once. Without it: ${DELAY_MS}.`,
    optional: true,
    minimum: 1,
    aliases: ['maxDelayThresholdMs'],
    group: batching,
  }),
  maxOutstandingRequestBytes: long({
    doc: 'Bytes of requests under way at most, for each task. Without it only buffer.memory, which all tasks share, is the limit.',
    optional: true,
    minimum: 1,
    group: batching,
  }),
  maxOutstandingMessages: long({
    doc: 'Messages under way at most, for each task. Without it only buffer.memory, which all tasks share, is the limit.',
    optional: true,
    minimum: 1,
    group: batching,
  }),
  enableCompression: boolean({
    doc: 'Whether to send requests gzip-compressed: less network for more processor time. For text; alerts hold images that are compressed already.',
    default: false,
    group: batching,
  }),
  compressionBytesThreshold: long({
    doc: 'Smaller requests are not compressed, in bytes.',
    default: 240,
    minimum: 0,
    group: batching,
  }),
  maxRequestTimeoutMs: int({
    doc: 'How long one request may take before it is sent again, in milliseconds.',
    default: 10_000,
    minimum: 10_000,
    group: timeouts,
  }),
  maxTotalTimeoutMs: int({
    doc: 'While publishing fails and is tried again, the log says so at least this often, in milliseconds (and at least every 30 s). It does not end the trying: see publish.give.up.ms.',
    default: 60_000,
    minimum: 10_000,
    group: timeouts,
  }),
  maxShutdownTimeoutMs: int({
    doc: "Read so that Google's files run unchanged. A stop waits as long as the worker's task.shutdown.graceful.timeout.ms, or one request's deadline where that is longer.",
    default: SHUTDOWN_TIMEOUT_MS,
    minimum: 10_000,
    importance: 'low',
    group: timeouts,
  }),
  'publish.give.up.ms': long({
    doc: 'Fails the task when a request could not be published for so long, in milliseconds. 0: it is tried until it succeeds.',
    default: 0,
    minimum: 0,
    group: timeouts,
  }),
}

export type PubSubSinkConfig = ConfigOf<typeof config>

export function validate(values: PubSubSinkConfig): readonly Problem[] {
  const problems = checkMessageConfig(values)
  if (!values['gcp.credentials.file.path'] || !values['gcp.credentials.json']) return problems
  const message = 'must not be set together with gcp.credentials.file.path'
  return [{ key: 'gcp.credentials.json', message }, ...problems]
}

/** Whether it may name a project or a topic. */
export const isName = (text: string): boolean => /^[^/\s]+$/.test(text)

export function isAddress(text: string): boolean {
  const port = /^(?:[\w.-]+|\[[\da-fA-F:]+\]):(\d{1,5})$/.exec(text)?.[1]
  return port !== undefined && Number(port) > 0 && Number(port) < 65_536
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
