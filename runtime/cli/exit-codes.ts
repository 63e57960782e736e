/** 0 to 3 as in Kafka Connect. Held to docs/config.md by a test. */
export const exitCodes = {
  /** Told to stop, and stopped; or asked for what the command itself knows. */
  done: 0,
  /** The command line cannot be understood. */
  usage: 1,
  /** The worker file is at fault, or what a source reads from cannot be reached. */
  worker: 2,
  /** Only connector files are at fault. */
  connector: 3,
  /** A task has failed, and --exit-on-failure was given. */
  failed: 4,
  /** Told to stop, but some tasks did not end and were ended. */
  stuck: 5,
  /** An error that nobody had foreseen. */
  crashed: 6,
} as const
