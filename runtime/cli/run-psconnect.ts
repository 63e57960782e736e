import { styleText } from 'node:util'
import { ConnectError } from '../api/errors.ts'
import { CommandFailed, UsageError } from './command.ts'
import { commands } from './commands.ts'
import { commandCodes } from './exit-codes.ts'
import { findCommand } from './find-command.ts'
import { stopOnSignals } from './stop-on-signals.ts'
import { ownVersion } from './version.ts'

/** The whole command, from its arguments to its exit code. */
export async function runPsconnect(args: readonly string[]): Promise<number> {
  endWithReader()
  const signal = stopOnSignals(() => undefined)
  let name = 'psconnect'
  try {
    if (args[0] === '--version') return show(`psconnect ${ownVersion()}`)
    const asked = await findCommand(name, { commands }, args[0] === 'help' ? [...args.slice(1), '--help'] : args)
    if (asked.kind === 'help') return show(asked.text)
    name = asked.name
    if (asked.kind === 'unknown') throw new UsageError(asked.problem)
    return await asked.command.run(asked.args, signal)
  } catch (error) {
    if (signal.aborted) return commandCodes.interrupted
    return tell(error, name)
  }
}

function show(text: string): number {
  console.log(text)
  return commandCodes.done
}

/** Says what is wrong, and of what nobody had foreseen, where. */
function tell(error: unknown, name: string): number {
  const isMistake = error instanceof UsageError
  if (isMistake || error instanceof CommandFailed || ConnectError.is(error)) {
    complain(name, error.message)
    if (isMistake) console.error(`${name} --help says how it is used.`)
    return isMistake ? commandCodes.usage : commandCodes.failed
  }
  complain(name, error instanceof Error ? (error.stack ?? error.message) : String(error))
  return commandCodes.crashed
}

const complain = (name: string, text: string): void =>
  console.error(`${styleText('red', `${name}:`, { stream: process.stderr })} ${text}`)

/** As in `psconnect … | head`: when nobody reads what it prints, it ends like a process that the signal SIGPIPE has ended. */
function endWithReader(): void {
  process.stdout.on('error', error => {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error
    process.exit(commandCodes.unread)
  })
}
