import type { ConfigOf, ConfigSpec, Problem } from './config-spec.ts'
import type { KeepsNothing, PluginContext, TaskIdentity } from './context.ts'
import type { Diagnosis } from './diagnosis.ts'
import type { ConnectError } from './errors.ts'
import type { Needs } from './needs.ts'
import type { ConnectRecord } from './record.ts'
import type { Reservation } from './source.ts'

/** A request to where records are stored that has come to its end. */
export interface EndedRequest {
  readonly records: number
  readonly milliseconds: number
  /** False: it failed, or stored nothing. */
  readonly stored: boolean
}

/** What the host lends a sink of one task. */
export interface SinkContext extends PluginContext {
  readonly task: TaskIdentity
  /**
   * Hands one record that can never be stored to `errors.tolerance` and the dead-letter queue.
   * Resolves when the record is safe there or may be dropped; rejects when the task must fail.
   */
  reject(record: ConnectRecord, error: ConnectError): Promise<void>
  /** Shown as `RUNNING (retrying: reason)` while the receiver cannot be reached; null when it can again. */
  retrying(reason: string | null): void
  /** Counts messages that were sent again after an attempt whose outcome is unknown: each may arrive twice. */
  resent(records: number): void
  /** Tells of each request to where records are stored when it has ended, for the metrics: latency, sizes, failures. */
  requested(request: EndedRequest): void
  /**
   * Counts memory that the sink itself has made for records, such as encoded messages, until it is released: the source fetches less
   * meanwhile. Never waits.
   */
  hold(bytes: number): Reservation
  /** Asks the plugin's `service`, which runs on the main thread. What goes over must be structured-cloneable. */
  callService(request: unknown, signal: AbortSignal): Promise<unknown>
}

/** Stores the records of one task. */
export interface Sink {
  /**
   * Called again before earlier calls settle. Resolves when every record of the batch is stored or was taken by
   * `context.reject`; that alone lets its offsets be committed. Rejects only when the task cannot go on.
   * When `signal` aborts it stops waiting and rejects.
   * May merge batches; keeps the order of records that share an ordering key, across its own retries too.
   */
  write(batch: readonly ConnectRecord[], signal: AbortSignal): Promise<void>
  /** Sends what is buffered now, without waiting for more: before partitions are handed over and on stop. */
  flush(signal: AbortSignal): Promise<void>
  /** How long, in milliseconds, one attempt to store something may take at most: a stop waits at least as long. */
  readonly attemptTimeoutMs: number
  /** Idempotent. Writes that are under way settle, as far as they are not stored by rejecting; a write after it rejects. */
  close(): Promise<void>
}

/** The part of a sink that exists once per connector, on the main thread: for what is big or shared, such as access tokens. */
export interface SinkService {
  call(request: unknown, signal: AbortSignal): Promise<unknown>
  close(): Promise<void>
}

/** What a sink reads of the values of records. */
export interface ValueReads {
  readonly needs: Needs
  /**
   * It reads `encoded`, in this format, of every value that is not null: the host encodes anew what a transform has changed, and refuses
   * a configuration whose converter has another format or cannot encode. `key` is the sink's key that asks for it.
   */
  readonly encoded?: { readonly format: string; readonly key: string }
}

/** What the host knows of a sink before there is one. */
export interface SinkPlugin<S extends ConfigSpec = ConfigSpec> extends KeepsNothing {
  readonly kind: 'sink'
  readonly name: string
  /** The version of the plugin API it is written for; without it, that of the host. A package says it in its package.json instead. */
  readonly api?: number
  readonly config: S
  /** Checks across keys; each problem names the key it is about. */
  readonly validate?: (config: ConfigOf<S>) => readonly Problem[]
  /** Without it, it reads all of a value and no `encoded`. */
  readonly reads?: (config: ConfigOf<S>) => ValueReads
  /**
   * For `errors.deadletterqueue.topic.name=NAME:QUEUE`, where NAME is this plugin's: the configuration of another instance of this
   * sink, which stores dead letters in QUEUE. Throws CONFIG_INVALID where QUEUE cannot be one. Dead letters are records whose key,
   * value and headers are bytes.
   */
  readonly deadLetters?: (queue: string, config: ConfigOf<S>) => ConfigOf<S>
  /** How `psconnect doctor` finds out whether this configuration works; without it, it says that it cannot tell. */
  readonly diagnose?: (config: ConfigOf<S>, context: PluginContext) => Diagnosis
  readonly service?: (config: ConfigOf<S>, context: PluginContext) => SinkService | Promise<SinkService>
  /** Called once for each task, before its source: a rejection fails the task, which takes no records then. */
  readonly create: (config: ConfigOf<S>, context: SinkContext) => Sink | Promise<Sink>
}

/** Makes a sink plugin: the default export of its module, alone or in a list. */
export const defineSink = <const S extends ConfigSpec>(plugin: Omit<SinkPlugin<S>, 'kind'>): SinkPlugin<S> => ({
  kind: 'sink',
  ...plugin,
})
