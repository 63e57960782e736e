import { describeFinding } from '../config/report.ts'
import { resolveConfig } from '../config/resolve-config.ts'
import { createPluginLookup } from '../plugin-loader/load.ts'
import { scanBuiltIns } from '../plugin-loader/scan.ts'
import { runWorker } from './run-worker.ts'

/** Kafka Connect's exit codes. */
const exitCodes = { usage: 1, worker: 2, connector: 3 } as const

const usage = `usage: connect-standalone WORKER [CONNECTOR…]

Runs the connectors in the given files (.properties or YAML), with the settings in the worker's file, until it is told to stop.`

/** The whole command, from its arguments to its exit code. */
export async function runStandalone(args: readonly string[]): Promise<number> {
  const [workerFile, ...connectorFiles] = args
  if (workerFile === undefined || args.includes('--help')) {
    console.error(usage)
    return exitCodes.usage
  }
  const plugins = createPluginLookup(scanBuiltIns())
  const resolution = await resolveConfig({ workerFile, connectorFiles, env: process.env, plugins })
  if (resolution.ok) return runWorker(resolution.config, resolution.notices)
  console.error(resolution.error.message)
  // A key that is missing may stand there misspelt, and only a warning says so.
  const warnings = resolution.notices.filter(({ level }) => level === 'warning')
  if (warnings.length > 0) console.error(['warnings:', ...warnings.map(describeFinding)].join('\n  '))
  return exitCodes[resolution.fault]
}
