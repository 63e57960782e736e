import { parseArgs } from 'node:util'
import { type Level, levels } from '../telemetry/log-record.ts'

export const usage = `usage: connect-standalone [OPTION…] WORKER [CONNECTOR…]

Runs the connectors in the given files (.properties, YAML or JSON), with the settings in the worker's file, until it is told to stop.

  --dry-run           check the files, connect to nothing, and show what would be run, without secrets
  --strict            take a key that is probably misspelt for an error
  --watch             let each connector follow its file: one that changes and is valid restarts its connector
  --exit-on-failure   end with 4 when a task has failed and is not started again, instead of staying up
  --log-level LEVEL   ${levels.join(', ')}: write nothing below it; without it info
  --help, --version   show this, or the version`

/** What the command is to do. */
export type Command =
  | { readonly kind: 'help' | 'version' }
  | { readonly kind: 'wrong'; readonly problem: string }
  | ({ readonly kind: 'run' } & RunArguments)

export interface RunArguments {
  readonly workerFile: string
  readonly connectorFiles: readonly string[]
  readonly dryRun: boolean
  readonly strict: boolean
  readonly watch: boolean
  readonly exitOnFailure: boolean
  readonly logLevel: Level
}

export function readArguments(args: readonly string[]): Command {
  try {
    return read(args)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (!code?.startsWith('ERR_PARSE_ARGS_')) throw error
    return { kind: 'wrong', problem: message }
  }
}

function read(args: readonly string[]): Command {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      'dry-run': { type: 'boolean', default: false },
      strict: { type: 'boolean', default: false },
      watch: { type: 'boolean', default: false },
      'exit-on-failure': { type: 'boolean', default: false },
      'log-level': { type: 'string', default: 'info' },
      help: { type: 'boolean' },
      version: { type: 'boolean' },
    },
  })
  if (values.help) return { kind: 'help' }
  if (values.version) return { kind: 'version' }
  const logLevel = levels.find(level => level === values['log-level'].toLowerCase())
  if (!logLevel)
    return { kind: 'wrong', problem: `--log-level must be one of ${levels.join(', ')} (found ${values['log-level']})` }
  const [workerFile, ...connectorFiles] = positionals
  if (workerFile === undefined)
    return { kind: 'wrong', problem: 'WORKER is missing: the file that configures the worker' }
  return {
    kind: 'run',
    workerFile,
    connectorFiles,
    dryRun: values['dry-run'],
    strict: values.strict,
    watch: values.watch,
    exitOnFailure: values['exit-on-failure'],
    logLevel,
  }
}
