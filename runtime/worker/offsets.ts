import type { PluginContext } from '../api/context.ts'
import { ConnectError } from '../api/errors.ts'
import type { PartitionOffset, SourceOffsets } from '../api/source.ts'
import type { OffsetFile } from '../commit/offset-file.ts'
import { importPlugin } from '../plugin-loader/import-plugin.ts'
import type { Connector } from './connector.ts'
import { offsetsInFile } from './offsets-in-file.ts'

export interface OffsetsContext extends PluginContext {
  /** Where the worker keeps those of sources without a store of their own. */
  readonly file: OffsetFile | undefined
}

export async function listOffsets(connector: Connector, context: OffsetsContext): Promise<readonly PartitionOffset[]> {
  return (await keeperOf(connector, context)).list(connector.config.resolved.source.config, context)
}

/** Rejects with CONNECTOR_STATE unless the connector is stopped. */
export async function alterOffsets(
  connector: Connector,
  offsets: readonly PartitionOffset[],
  context: OffsetsContext,
): Promise<void> {
  const keeper = await keeperOf(connector, context)
  await connector.changeOffsets(() => keeper.alter(connector.config.resolved.source.config, offsets, context))
}

/** Rejects with CONNECTOR_STATE unless the connector is stopped. */
export async function resetOffsets(connector: Connector, context: OffsetsContext): Promise<void> {
  const keeper = await keeperOf(connector, context)
  await connector.changeOffsets(() => keeper.reset(connector.config.resolved.source.config, context))
}

type Keeper = SourceOffsets<Readonly<Record<string, unknown>>>

async function keeperOf({ config }: Connector, { file }: OffsetsContext): Promise<Keeper> {
  const { name, source } = config.resolved
  const { offsets } = await importPlugin(source, 'source')
  if (offsets === 'worker' && file) return offsetsInFile(file, name)
  if (offsets === undefined || offsets === 'worker')
    throw new ConnectError('OFFSETS_REFUSED', `The source ${source.name} has no offsets to look at or change`)
  return offsets
}
