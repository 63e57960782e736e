import { setTimeout as sleep } from 'node:timers/promises'
import { Channel } from '@psconnect/client-pubsub'
import type {
  ConnectError,
  ConnectRecord,
  EndedRequest,
  Logger,
  Reservation,
  Sink,
  SinkContext,
} from 'psconnect/plugin'
import { AccessTokens } from '../../../plugins/sink-pubsub/access-tokens.ts'
import type { PubSubSinkConfig } from '../../../plugins/sink-pubsub/config.ts'
import plugin from '../../../plugins/sink-pubsub/index.ts'
import { PubSubSink } from '../../../plugins/sink-pubsub/sink.ts'

export const topic = 'projects/p/topics/t'
/** What a run of the tests may have set for others is not meant for these. */
delete process.env['PUBSUB_EMULATOR_HOST']

type Entry = { readonly level: keyof Logger; readonly fields: object; readonly message: string }

/** The host's side of a sink, which notes what it is told. */
export class Host implements SinkContext {
  readonly entries: Entry[] = []
  readonly rejected: { record: ConnectRecord; error: ConnectError }[] = []
  readonly reasons: (string | null)[] = []
  resentRecords = 0
  held = 0
  readonly requests: EndedRequest[] = []
  readonly stop = new AbortController()
  readonly signal = this.stop.signal
  readonly task = { connector: 'c', index: 0, count: 1 }
  readonly log: Logger = {
    debug: (fields, message) => this.entries.push({ level: 'debug', fields, message }),
    info: (fields, message) => this.entries.push({ level: 'info', fields, message }),
    warn: (fields, message) => this.entries.push({ level: 'warn', fields, message }),
    error: (fields, message) => this.entries.push({ level: 'error', fields, message }),
  }
  /** What the main thread answers. */
  service: (request: unknown) => Promise<unknown> = () => Promise.reject(new Error('no service'))

  async reject(refused: ConnectRecord, error: ConnectError): Promise<void> {
    this.rejected.push({ record: refused, error })
  }
  retrying(reason: string | null): void {
    this.reasons.push(reason)
  }
  resent(records: number): void {
    this.resentRecords += records
  }
  requested(request: EndedRequest): void {
    this.requests.push(request)
  }
  hold(bytes: number): Reservation {
    let lent = bytes
    this.held += bytes
    const resize = (to: number): void => {
      this.held += to - lent
      lent = to
    }
    return { resize, release: () => resize(0) }
  }
  callService(request: unknown): Promise<unknown> {
    return this.service(request)
  }
  said(level: keyof Logger): string[] {
    return this.entries.filter(entry => entry.level === level).map(({ message }) => message)
  }
}

const defaults = Object.fromEntries(
  Object.entries(plugin.config).flatMap(([key, field]) => ('default' in field ? [[key, field.default]] : [])),
)

/** As the host would have read it, except that deadlines may be shorter than a file may ask for. */
export const configFor = (address: string, settings: Partial<PubSubSinkConfig> = {}): PubSubSinkConfig =>
  ({
    ...defaults,
    'cps.project': 'p',
    'cps.topic': 't',
    'cps.endpoint': address,
    'cps.useEmulator': true,
    'metadata.publish': true,
    ...settings,
  }) as PubSubSinkConfig

export const createSink = async (config: PubSubSinkConfig, host = new Host()): Promise<Sink> =>
  await plugin.create(config, host)

/** As for Google, with access tokens, though in plain text. */
export const createSinkWithTokens = (config: PubSubSinkConfig, host: Host): Sink => {
  const channel = new Channel({ address: config['cps.endpoint'], plaintext: true })
  return new PubSubSink({ channel, topic, tokens: new AccessTokens(host) }, config, host)
}

interface RecordParts {
  readonly value?: unknown
  readonly key?: unknown
  readonly offset?: number
  readonly timestamp?: bigint | null
  readonly headers?: readonly (readonly [key: string, value: unknown])[]
}

export function record({ value, key = null, offset = 0, timestamp = 7n, headers = [] }: RecordParts): ConnectRecord {
  const original = {
    topic: 'alerts',
    partition: 3,
    offset: BigInt(offset),
    timestamp,
    headers: [],
    key: null,
    value: null,
  }
  return {
    topic: 'alerts',
    timestamp,
    headers: headers.map(([name, header]) => ({ key: name, value: { schema: null, value: header } })),
    original,
    key: { schema: null, value: key },
    value: { schema: null, value },
  }
}

/** Records with offsets from `from` on, each with data of its own. */
export const records = (count: number, { from = 0, bytes = 100 } = {}): ConnectRecord[] =>
  Array.from({ length: count }, (_, index) =>
    record({ value: Buffer.alloc(bytes, `${from + index},`), offset: from + index }),
  )

export const never = new AbortController().signal

export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(5)
}
