import { type ParseArgsConfig, parseArgs } from 'node:util'
import { nearMiss } from '../config/near-miss.ts'
import { UsageError } from './command.ts'

/** By their names, without the dashes. */
export type Options = NonNullable<ParseArgsConfig['options']>

/** Like parseArgs of node:util, whose config it takes; throws a UsageError where the arguments do not fit. */
export function readOptions<const T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (!code?.startsWith('ERR_PARSE_ARGS_')) throw error
    throw new UsageError(code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' ? unknownOption(message, config) : message)
  }
}

/** Node's message begins with: Unknown option '--dryrun'. */
function unknownOption(message: string, { options = {} }: ParseArgsConfig): string {
  const [, written = ''] = /'([^']*)'/.exec(message) ?? []
  const names = Object.keys(options)
  const meant = nearMiss(written.replace(/^-+/, ''), names)
  const others = names.length === 0 ? 'there are none' : `there are: ${names.map(name => `--${name}`).join(', ')}`
  return `there is no option ${written} (${meant === undefined ? others : `did you mean --${meant}?`})`
}
