import type { PluginContext } from '../api/context.ts'
import { ConnectError } from '../api/errors.ts'
import type { PartitionOffset, SourcePlugin } from '../api/source.ts'
import { importPlugin } from '../plugin-loader/import-plugin.ts'
import type { Connector } from './connector.ts'

export async function listOffsets(connector: Connector, context: PluginContext): Promise<readonly PartitionOffset[]> {
  return (await keeperOf(connector)).list(connector.config.resolved.source.config, context)
}

/** Rejects with CONNECTOR_STATE unless the connector is stopped. */
export async function alterOffsets(
  connector: Connector,
  offsets: readonly PartitionOffset[],
  context: PluginContext,
): Promise<void> {
  const keeper = await keeperOf(connector)
  await connector.changeOffsets(() => keeper.alter(connector.config.resolved.source.config, offsets, context))
}

/** Rejects with CONNECTOR_STATE unless the connector is stopped. */
export async function resetOffsets(connector: Connector, context: PluginContext): Promise<void> {
  const keeper = await keeperOf(connector)
  await connector.changeOffsets(() => keeper.reset(connector.config.resolved.source.config, context))
}

async function keeperOf({ config }: Connector): Promise<NonNullable<SourcePlugin['offsets']>> {
  const { source } = config.resolved
  const { offsets } = await importPlugin(source, 'source')
  if (!offsets)
    throw new ConnectError('OFFSETS_REFUSED', `The source ${source.name} has no offsets to look at or change`)
  return offsets
}
