import { logNodeWarnings } from '../../telemetry/node-warnings.ts'
import { redactor } from '../../telemetry/redact.ts'
import { UsageError } from '../command.ts'
import { commandCodes } from '../exit-codes.ts'
import { readOptions } from '../read-options.ts'
import { checkFiles } from './check-files.ts'
import { Findings } from './findings.ts'
import { connectorSections, machineSection, noConnector } from './sections.ts'

export const usage = `usage: psconnect doctor [--json] WORKER [CONNECTOR…]

Walks the way that records would take with these files, from the files themselves to the permission to publish, and says of each step whether
it works, how long it took, and what to do where it does not. No group is joined, nothing is committed, published or created. It takes the rights
and the place of whoever runs it: run it as the worker's user, on its machine.

  --json   as JSON, once all is done

✓ works; ! works, but look at it; ✗ does not work; – there is nothing to try, or no way to tell. Ends with 1 if a step has failed.

example: psconnect doctor worker.properties pubsub-sink.properties`

export const options = { json: { type: 'boolean', default: false } } as const

export async function run(args: readonly string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = readOptions({ args: [...args], options, allowPositionals: true })
  const [workerFile, ...connectorFiles] = positionals
  if (workerFile === undefined) throw new UsageError('WORKER is missing: the file that configures the worker')
  // Those of libraries would stand among what is found.
  logNodeWarnings(silent)
  const { section, resolution } = await checkFiles(workerFile, connectorFiles)
  const hide = redactor(resolution.ok ? resolution.config.secrets : [])
  const findings = new Findings({ json: values.json, hide, signal })
  await findings.walk(section)
  if (resolution.ok) {
    const { config } = resolution
    await findings.walk(await machineSection(config))
    if (config.connectors.length === 0) await findings.walk(noConnector)
    for (const connector of config.connectors)
      for (const each of await connectorSections(connector, { log: silent, signal })) await findings.walk(each)
  }
  findings.conclude()
  return findings.failed > 0 ? commandCodes.failed : commandCodes.done
}

/** What matters is in what steps find. */
const silent = { debug() {}, info() {}, warn() {}, error() {} }
