import { describeFinding } from '../config/report.ts'
import { type Resolution, resolveConfig } from '../config/resolve-config.ts'
import { Plugins } from '../plugin-loader/plugins.ts'
import { scanBuiltIns } from '../plugin-loader/scan.ts'
import { type Command, type RunArguments, readArguments, usage } from './arguments.ts'
import { describeConfig } from './describe-config.ts'
import { exitCodes } from './exit-codes.ts'
import { googleSecrets } from './google-secrets.ts'
import { runWorker } from './run-worker.ts'
import { ownVersion } from './version.ts'
import { readText } from './watch-files.ts'

/** The whole command, from its arguments to its exit code. */
export async function runStandalone(args: readonly string[]): Promise<number> {
  const command = readArguments(args)
  return command.kind === 'run' ? run(command) : answer(command)
}

function answer(command: Exclude<Command, { kind: 'run' }>): number {
  if (command.kind === 'wrong') {
    console.error(`${usage}\n\n${command.problem}`)
    return exitCodes.usage
  }
  console.log(command.kind === 'help' ? usage : `psconnect ${ownVersion()}`)
  return exitCodes.done
}

async function run({ workerFile, connectorFiles, dryRun, strict, watch, ...options }: RunArguments): Promise<number> {
  const plugins = new Plugins(scanBuiltIns())
  const providers = new Map([['gcpsecret', googleSecrets]])
  const files = { workerFile, connectorFiles, env: process.env, providers, plugins, strict: strict || dryRun }
  const texts = watch ? await Promise.all(connectorFiles.map(readText)) : []
  const resolution = await resolveConfig(files)
  if (resolution.ok && !dryRun) {
    const names = resolution.connectors.map(({ resolved }) => resolved.name)
    const watched = texts.map((text, at) => ({ name: names[at] ?? '', file: connectorFiles[at] ?? '', text }))
    return runWorker(resolution, { ...options, watched, plugins })
  }
  if (!resolution.ok) console.error(resolution.error.message)
  showWarnings(resolution)
  if (!resolution.ok) return exitCodes[resolution.fault]
  console.log(describeConfig(resolution.config, resolution.rest))
  return exitCodes.done
}

function showWarnings({ notices }: Resolution): void {
  const warnings = notices.filter(({ level }) => level === 'warning')
  if (warnings.length > 0) console.error(['warnings:', ...warnings.map(describeFinding)].join('\n  '))
}
