import type { ResolvedConfig, ResolvedConnector, ResolvedPlugin } from '../config/resolved-config.ts'
import { redactor } from '../telemetry/redact.ts'

/** What would be run, as JSON, defaults filled in and secrets hidden. */
export function describeConfig({ worker, connectors, secrets }: ResolvedConfig): string {
  const hideIn = redactor(secrets)
  const isSecret = (text: string) => secrets.some(secret => secret.trim() === text)
  const hide = (_: string, value: unknown): unknown => {
    if (typeof value === 'string') return hideIn(value)
    const plain = typeof value === 'number' || typeof value === 'boolean'
    return plain && isSecret(String(value)) ? hideIn(String(value)) : value
  }
  return JSON.stringify({ worker, connectors: connectors.map(describeConnector) }, hide, 2)
}

const describeConnector = (connector: ResolvedConnector) => ({
  ...connector,
  source: describePlugin(connector.source),
  keyConverter: describePlugin(connector.keyConverter),
  valueConverter: describePlugin(connector.valueConverter),
  headerConverter: describePlugin(connector.headerConverter),
  sink: describePlugin(connector.sink),
})

const describePlugin = ({ name, config }: ResolvedPlugin) => ({ name, config })
