import type { Logger } from '../../api/context.ts'
import { CommandFailed } from '../command.ts'

const patienceMs = 5000

export interface Patience {
  readonly retrying: (reason: string | null) => void
  readonly isWaiting: () => boolean
}

/** A registry that does not answer is asked again, but not for as long as a worker would. */
export function patience(giveUp: (problem: CommandFailed) => void): Patience {
  let timer: NodeJS.Timeout | undefined
  let latest = ''
  return {
    retrying(reason) {
      latest = reason ?? latest
      if (reason === null) {
        clearTimeout(timer)
        timer = undefined
      } else timer ??= setTimeout(() => giveUp(new CommandFailed(latest)), patienceMs)
    },
    isWaiting: () => timer !== undefined,
  }
}

/** What is told of a registry that is waited for would be told again at the end. */
export function tellWarnings({ isWaiting }: Patience): Logger {
  const tell = (_: object, message: string): void => {
    if (!isWaiting()) console.error(message)
  }
  return { debug() {}, info() {}, warn: tell, error: tell }
}
