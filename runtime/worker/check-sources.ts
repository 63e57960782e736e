import type { PluginContext } from '../api/context.ts'
import type { ConnectorConfig } from '../config/connector-configs.ts'
import type { ResolvedConnector } from '../config/resolved-config.ts'
import { importPlugin } from '../plugin-loader/import-plugin.ts'
import { reasonOf } from '../telemetry/log-record.ts'

/** Asks the source of each that is to run whether what it reads from can be reached; returns a sentence for each that cannot. */
export async function checkSources(
  connectors: readonly ConnectorConfig[],
  context: PluginContext,
): Promise<readonly string[]> {
  const checks = connectors.map(async ({ resolved, initialState }) => {
    try {
      if (initialState !== 'STOPPED') await checkSource(resolved, context)
      return []
    } catch (error) {
      return [`connector ${resolved.name} cannot start: ${reasonOf(error)}`]
    }
  })
  return (await Promise.all(checks)).flat()
}

/** Rejects when what the connector reads from cannot be reached. */
export async function checkSource({ source }: ResolvedConnector, context: PluginContext): Promise<void> {
  const plugin = await importPlugin(source, 'source')
  await plugin.check?.(source.config, context)
}
