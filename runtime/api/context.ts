/** Fields first, then one sentence. `error` fields named `err` carry the error with its stack and cause. */
export interface Logger {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** What the host lends a plugin. A plugin reaches the process in no other way. */
export interface PluginContext {
  readonly log: Logger
  /** Aborted with the reason when the task stops or fails. */
  readonly signal: AbortSignal
}

/** Where a part of a task runs. */
export interface TaskIdentity {
  readonly connector: string
  /** From 0 to `count` - 1. */
  readonly index: number
  readonly count: number
}
