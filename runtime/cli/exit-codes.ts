/** Of connect-standalone: 0 to 3 as in Kafka Connect. Held to docs/config.md by a test. */
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
  /** A thread waits in a call of the system and could not be ended. */
  blocked: 7,
} as const

/** Of psconnect and its commands. Held to docs/commands.md by a test. */
export const commandCodes = {
  /** What was asked for is done, and what was looked at is as it should be. */
  done: 0,
  /** It could not be done, or something that was looked at is not as it should be. */
  failed: 1,
  /** The command line cannot be understood. */
  usage: 2,
  /** An error that nobody had foreseen. */
  crashed: 6,
  /** Ended by Ctrl-C or SIGTERM before it was done. */
  interrupted: 130,
  /** Nobody reads its output any more. */
  unread: 141,
} as const
