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
  readonly errorsTolerance: 'none' | 'all'
  /** How often in a row a task that has failed is started again by itself. */
  readonly taskRestartMax: number
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
}

/** Everything the running worker needs to know; frozen, serialisable, checked once. */
export interface ResolvedConfig {
  readonly worker: ResolvedWorker
  readonly connectors: readonly ResolvedConnector[]
  /** Texts that must appear in no output. */
  readonly secrets: readonly string[]
}
