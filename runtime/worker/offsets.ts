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
  await stopped(connector)
  await keeper.alter(connector.config.resolved.source.config, offsets, context)
}

/** Rejects with CONNECTOR_STATE unless the connector is stopped. */
export async function resetOffsets(connector: Connector, context: PluginContext): Promise<void> {
  const keeper = await keeperOf(connector)
  await stopped(connector)
  await keeper.reset(connector.config.resolved.source.config, context)
}

async function keeperOf({ config }: Connector): Promise<NonNullable<SourcePlugin['offsets']>> {
  const { source } = config.resolved
  const { offsets } = await importPlugin(source, 'source')
  if (!offsets)
    throw new ConnectError('OFFSETS_REFUSED', `The source ${source.name} has no offsets to look at or change`)
  return offsets
}

async function stopped(connector: Connector): Promise<void> {
  const { name } = connector.config.resolved
  if (connector.state !== 'STOPPED')
    throw new ConnectError(
      'CONNECTOR_STATE',
      `Connectors must be in the STOPPED state before their offsets can be modified. Connector ${name} is ${connector.state}: PUT /connectors/${encodeURIComponent(name)}/stop stops it`,
    )
  // Its tasks may still be on their way out.
  await connector.ended
}
