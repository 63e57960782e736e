import type { Options } from './read-options.ts'

/** A command as it stands in a table of commands: of it no code is loaded until it is asked for. */
export interface Command {
  readonly name: string
  /** What it does, as a phrase that begins with a verb: one line of `--help`. */
  readonly summary: string
  readonly load: () => Promise<CommandModule | CommandGroup>
}

/** What the module of a command exports. */
export interface CommandModule {
  /** What `--help` shows: `usage: psconnect NAME …`, what it does, its options, an example. docs/commands.md has it word by word. */
  readonly usage: string
  /** What it takes, as `parseArgs` of node:util has it; the shells complete by it. Without it: nothing. */
  readonly options?: Options
  /**
   * Resolves with the exit code: see `commandCodes`. What it rejects with is told and ends the process: a UsageError or a CommandFailed as
   * one sentence. `signal` aborts at Ctrl-C; a command that is meant to run until then resolves, one that is cut short rejects.
   */
  run(args: readonly string[], signal: AbortSignal): Promise<number>
}

/** What the module of a command exports that is but the first word of several: `plugin` of `plugin new` and `plugin list`. */
export interface CommandGroup {
  readonly commands: readonly Command[]
}

/** The command line cannot be understood; the message says why. */
export class UsageError extends Error {}

/** What was asked for cannot be done; the message says what, where, and what to do. */
export class CommandFailed extends Error {}
