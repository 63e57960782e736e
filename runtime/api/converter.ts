import type { ConfigOf, ConfigSpec, NoEffect, Problem } from './config-spec.ts'
import type { KeepsNothing, PluginContext } from './context.ts'
import type { Diagnosis } from './diagnosis.ts'
import type { Needs } from './needs.ts'
import type { ConsumerRecord, SchemaAndValue } from './record.ts'

/** Which bytes of a record a converter is given. The same object is reused for a whole batch: copy what you keep. */
export interface Origin {
  readonly topic: string
  readonly part: 'key' | 'value' | 'header'
}

/**
 * Turns the bytes of a key, value or header into a value with its schema, and back. A null never reaches a converter.
 * To refuse a payload, throw `new ConnectError('RECORD_UNREADABLE', why)`; `errors.tolerance` then decides what becomes of the record.
 */
export interface Converter {
  /**
   * Called once before a batch is decoded. The only place to wait for something, such as a schema not seen before. Keys and values of
   * its records may be null. When `signal` aborts it stops waiting and rejects.
   * Rejects otherwise only when the task cannot go on, or cannot for now (a retriable error); a payload that could not be prepared for
   * is refused by `decode`.
   */
  prepareDecode?(batch: readonly ConsumerRecord[], origin: Origin, signal: AbortSignal): Promise<void>
  /**
   * Synchronous, because it runs for every record. Must not keep or change `bytes`; may return views of them. May be called more than
   * once with the same bytes, and makes the same of them.
   */
  decode(bytes: Uint8Array, origin: Origin): SchemaAndValue
  /** Called once before a batch is encoded, for instance to register a schema. */
  prepareEncode?(batch: readonly SchemaAndValue[], origin: Origin, signal: AbortSignal): Promise<void>
  /**
   * The inverse of `decode`, also for a value that a transform has made. Must not change the value. Throws a record error for a value
   * that it cannot write.
   */
  encode(data: SchemaAndValue, origin: Origin): Uint8Array
  /** Idempotent; no other method is called after it. */
  close?(): Promise<void>
}

/** `needs` says which fields later stages read, so that the others need not be built. */
export interface ConverterContext extends PluginContext {
  readonly needs: Needs
  /** Shown as `RUNNING (retrying: reason)` while `prepareDecode` waits for something that does not answer; null when it does again. */
  retrying(reason: string | null): void
  /**
   * Offers a figure of its own to the metrics, read once a second and shown as `psconnect_converter_<name>`. A name that ends with
   * `_total` is one that only grows.
   */
  figure(name: string, read: () => number): void
}

/** What the host knows of a converter before there is one. */
export interface ConverterPlugin<S extends ConfigSpec = ConfigSpec> extends KeepsNothing {
  readonly kind: 'converter'
  readonly name: string
  /** The version of the plugin API it is written for; without it, that of the host. A package says it in its package.json instead. */
  readonly api?: number
  readonly config: S
  /** Beside `config`: without it, whoever gives such a key is only told that nobody knows it. */
  readonly noEffect?: readonly NoEffect[]
  /** Checks across keys; each problem names the key it is about. */
  readonly validate?: (config: ConfigOf<S>) => readonly Problem[]
  /** What `encoded.format` says of the values it decodes; without it they carry no `encoded`. A sink may ask for one. */
  readonly format?: string
  /** Why it cannot encode with this configuration, or undefined; asked where a sink needs changed values encoded anew. */
  readonly cannotEncode?: (config: ConfigOf<S>) => string | undefined
  /** How `psconnect doctor` finds out whether this configuration works. */
  readonly diagnose?: (config: ConfigOf<S>, context: PluginContext) => Diagnosis
  /**
   * Called for each task, and for the key, the value and the headers apart. A rejection fails the task: throw
   * `new ConnectError('CONFIG_INVALID', why)` for what only shows here.
   */
  readonly create: (config: ConfigOf<S>, context: ConverterContext) => Converter | Promise<Converter>
}

/** Makes a converter plugin: the default export of its module, alone or in a list. */
export const defineConverter = <const S extends ConfigSpec>(
  plugin: Omit<ConverterPlugin<S>, 'kind'>,
): ConverterPlugin<S> => ({ kind: 'converter', ...plugin })
