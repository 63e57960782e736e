import type { Converter } from '../api/converter.ts'
import type { Sink, SinkContext } from '../api/sink.ts'
import type { Source, SourceContext } from '../api/source.ts'
import type { ResolvedConnector, ResolvedPlugin } from '../config/resolved-config.ts'
import { importPlugin } from '../plugin-loader/import-plugin.ts'
import type { Converters } from './convert.ts'

export interface Contexts {
  readonly source: SourceContext
  readonly sink: SinkContext
}

/** The working parts of one task. */
export interface Pipeline {
  readonly source: Source
  readonly converters: Converters
  readonly sink: Sink
  /** In the order to close: nothing closes before what still hands records to it. */
  readonly parts: readonly Closable[]
}

export interface Closable {
  close?(): Promise<void>
}

/** Makes the parts of a task, the source last: a task whose sink cannot be made takes no partitions from others. */
export async function buildPipeline(connector: ResolvedConnector, { source, sink }: Contexts): Promise<Pipeline> {
  const parts: Closable[] = []
  const { log, signal } = source
  const keep = <T extends Closable>(part: T): T => {
    parts.unshift(part)
    return part
  }
  const converter = async (resolved: ResolvedPlugin): Promise<Converter> => {
    const plugin = await importPlugin(resolved, 'converter')
    return keep(
      await plugin.create(resolved.config, { log, signal, retrying: reason => source.retrying(reason), needs: 'all' }),
    )
  }
  try {
    const sinkPlugin = await importPlugin(connector.sink, 'sink')
    const sourcePlugin = await importPlugin(connector.source, 'source')
    const made = keep(await sinkPlugin.create(connector.sink.config, sink))
    const converters = {
      key: await converter(connector.keyConverter),
      value: await converter(connector.valueConverter),
      header: await converter(connector.headerConverter),
    }
    const reading = keep(await sourcePlugin.create(connector.source.config, source))
    return { source: reading, converters, sink: made, parts }
  } catch (error) {
    await Promise.allSettled(parts.map(async part => part.close?.()))
    throw error
  }
}
