import type { ResolvedRest } from '../config/resolve-rest.ts'
import type {
  ErrorHandling,
  ResolvedConfig,
  ResolvedConnector,
  ResolvedPlugin,
  ResolvedTransform,
} from '../config/resolved-config.ts'
import { redactor } from '../telemetry/redact.ts'

/** What would be run, as JSON, defaults filled in and secrets hidden. */
export function describeConfig({ worker, connectors, secrets }: ResolvedConfig, rest: ResolvedRest): string {
  return JSON.stringify(redactor(secrets)({ worker, rest, connectors: connectors.map(describeConnector) }), null, 2)
}

const describeConnector = (connector: ResolvedConnector) => ({
  ...connector,
  source: describePlugin(connector.source),
  keyConverter: describePlugin(connector.keyConverter),
  valueConverter: describePlugin(connector.valueConverter),
  headerConverter: describePlugin(connector.headerConverter),
  transforms: connector.transforms.map(describeTransform),
  sink: describePlugin(connector.sink),
  errors: describeErrors(connector.errors),
})

const describeErrors = ({ deadLetters, ...errors }: ErrorHandling) => ({
  ...errors,
  ...(deadLetters && { deadLetters: { ...deadLetters, sink: describePlugin(deadLetters.sink) } }),
})

const describeTransform = ({ name, plugin, condition }: ResolvedTransform) => ({
  name,
  plugin: describePlugin(plugin),
  ...(condition && { condition: { ...condition, predicate: describePlugin(condition.predicate) } }),
})

const describePlugin = ({ name, config }: ResolvedPlugin) => ({ name, config })
