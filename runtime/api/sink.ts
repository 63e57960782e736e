import type { ConfigOf, ConfigSpec, Problem } from './config-spec.ts'
import type { PluginContext, TaskIdentity } from './context.ts'
import type { ConnectError } from './errors.ts'
import type { ConnectRecord } from './record.ts'

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
  /** Asks the plugin's `service`, which runs on the main thread. What goes over must be structured-cloneable. */
  callService(request: unknown, signal: AbortSignal): Promise<unknown>
}

export interface Sink {
  /**
   * Called again before earlier calls settle. Resolves when every record of the batch is stored or was taken by
   * `context.reject`; that alone lets its offsets be committed. Rejects only when the task cannot go on.
   * May merge batches; keeps the order of records that share an ordering key, across its own retries too.
   */
  write(batch: readonly ConnectRecord[], signal: AbortSignal): Promise<void>
  /** Sends what is buffered now, without waiting for more: before partitions are handed over and on stop. */
  flush(signal: AbortSignal): Promise<void>
  /** How long, in milliseconds, one attempt to store something may take at most: a stop waits at least as long. */
  readonly attemptTimeoutMs: number
  /** Idempotent. */
  close(): Promise<void>
}

/** The part of a sink that exists once per connector, on the main thread: for what is big or shared, such as access tokens. */
export interface SinkService {
  call(request: unknown, signal: AbortSignal): Promise<unknown>
  close(): Promise<void>
}

export interface SinkPlugin<S extends ConfigSpec = ConfigSpec> {
  readonly kind: 'sink'
  readonly name: string
  readonly config: S
  /** Checks across keys; each problem names the key it is about. */
  readonly validate?: (config: ConfigOf<S>) => readonly Problem[]
  readonly service?: (config: ConfigOf<S>, context: PluginContext) => SinkService | Promise<SinkService>
  readonly create: (config: ConfigOf<S>, context: SinkContext) => Sink | Promise<Sink>
}

export const defineSink = <const S extends ConfigSpec>(plugin: Omit<SinkPlugin<S>, 'kind'>): SinkPlugin<S> => ({
  kind: 'sink',
  ...plugin,
})
