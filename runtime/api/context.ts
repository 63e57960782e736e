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

/** What a plugin may promise, so that memory can be used again. */
export interface KeepsNothing {
  /**
   * Promises that it keeps no bytes of a record, nor views of them, once the record is stored. Where all plugins of a connector promise
   * that, what is read next is written over what was read before, which takes much less work than the garbage collector does. A
   * plugin that breaks it sees other records' bytes in place of those it kept.
   */
  readonly keepsNothing?: true
}

/** Where a part of a task runs. */
export interface TaskIdentity {
  readonly connector: string
  /** From 0 to `count` - 1. */
  readonly index: number
  readonly count: number
}
