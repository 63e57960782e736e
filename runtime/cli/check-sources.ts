import type { PluginContext } from '../api/context.ts'
import type { ResolvedConnector } from '../config/resolved-config.ts'
import { importPlugin } from '../plugin-loader/import-plugin.ts'
import { reasonOf } from '../telemetry/log-record.ts'

/** Asks each source whether what it reads from can be reached; returns a sentence for each that cannot. */
export async function checkSources(
  connectors: readonly ResolvedConnector[],
  context: PluginContext,
): Promise<readonly string[]> {
  const checks = connectors.map(async ({ name, source }) => {
    try {
      const plugin = await importPlugin(source, 'source')
      await plugin.check?.(source.config, context)
      return undefined
    } catch (error) {
      return `connector ${name} cannot start: ${reasonOf(error)}`
    }
  })
  return (await Promise.all(checks)).filter(problem => problem !== undefined)
}
