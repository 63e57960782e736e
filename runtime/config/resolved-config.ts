import type { PluginKind } from '../api/plugin.ts'

/** One `key=value` of a file, where it stands, and how it was written there. */
export interface Entry {
  /** The key as the one who checks it knows it: `sasl.jaas.config`. */
  readonly key: string
  /** The key as it stands in the file: `consumer.sasl.jaas.config`. */
  readonly writtenAs: string
  /** The value after substitution. */
  readonly text: string
  readonly file: string
  /** From 1. What was filled in for the user has none. */
  readonly line?: number
  /** What is wrong with it has been reported already: the key counts as given, its text is not judged. */
  readonly faulty?: true
  /** Parts of the text that config providers have filled in: secret where the key is. */
  readonly filledIn?: readonly string[]
  /** It stands beside the configuration, not in it. */
  readonly beside?: true
  /** Something in it comes from a provider of secrets. */
  readonly secret?: true
}

/** A plugin and its checked configuration, with defaults filled in. Plain data: it crosses threads. */
export interface ResolvedPlugin {
  readonly kind: PluginKind
  readonly name: string
  /** URL of its module. */
  readonly module: string
  readonly config: Readonly<Record<string, unknown>>
  /** It promises that it keeps no bytes of records that are stored. */
  readonly keepsNothing?: true
}

export interface ResolvedTransform {
  /** What the connector's file calls it. */
  readonly name: string
  readonly plugin: ResolvedPlugin
  /** Without it, it is applied to every record. */
  readonly condition?: ResolvedCondition
}

export interface ResolvedCondition {
  readonly predicate: ResolvedPlugin
  /** It holds where the predicate does not. */
  readonly negate: boolean
}

export interface ResolvedConnector {
  readonly name: string
  readonly tasksMax: number
  readonly source: ResolvedPlugin
  readonly keyConverter: ResolvedPlugin
  readonly valueConverter: ResolvedPlugin
  readonly headerConverter: ResolvedPlugin
  /** In the order in which records go through them. */
  readonly transforms: readonly ResolvedTransform[]
  readonly sink: ResolvedPlugin
  readonly errors: ErrorHandling
  /** How often in a row a task that has failed is started again by itself. */
  readonly taskRestartMax: number
}

/** What becomes of records that cannot be carried. */
export interface ErrorHandling {
  readonly tolerance: 'none' | 'all'
  /** For how long after its first failure something that may pass is attempted again; -1 means for ever. */
  readonly retryTimeoutMs: number
  /** Between two attempts at most. */
  readonly retryDelayMaxMs: number
  /** Whether each error has a line of its own in the log. */
  readonly log: boolean
  /** Whether that line names the record. */
  readonly logRecord: boolean
  readonly deadLetters?: DeadLetters
}

export interface DeadLetters {
  /** As the connector's file has it. */
  readonly queue: string
  /** Stores them there. */
  readonly sink: ResolvedPlugin
  /** Whether each says in its headers where it is from and what was wrong with it. */
  readonly contextHeaders: boolean
}

export interface ResolvedWorker {
  readonly offsetFlushIntervalMs: number
  readonly shutdownTimeoutMs: number
  /** Bytes that all tasks together may hold. */
  readonly bufferMemory: number
  /** Threads at most; 0 means one per core. Never more than there are tasks. */
  readonly threads: number
  /** For connectors that do not say it. */
  readonly taskRestartMax: number
  /** For how long a thread may not answer, and a plugin may wait without saying for what; 0 means for ever. */
  readonly watchdogMs: number
  readonly stageTimeoutMs: number
  /** Path of the file that keeps the offsets of sources without a store of their own. */
  readonly offsetFile?: string
}

/** Everything the running worker needs to know; frozen, serialisable, checked once. */
export interface ResolvedConfig {
  readonly worker: ResolvedWorker
  readonly connectors: readonly ResolvedConnector[]
  /** Texts that must appear in no output. */
  readonly secrets: readonly string[]
}
