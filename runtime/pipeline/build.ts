import type { Converter, ConverterContext } from '../api/converter.ts'
import { ConnectError } from '../api/errors.ts'
import type { Needs } from '../api/needs.ts'
import type { Sink, SinkContext } from '../api/sink.ts'
import type { Source, SourceContext } from '../api/source.ts'
import type { ResolvedConnector, ResolvedPlugin } from '../config/resolved-config.ts'
import { importPlugin } from '../plugin-loader/import-plugin.ts'
import { buildSteps } from './build-steps.ts'
import type { Converters } from './convert.ts'
import type { ValueEncoder } from './encode-anew.ts'
import type { Step } from './transform.ts'
import { unionOfNeeds } from './value-needs.ts'

type Commit = NonNullable<Source['commit']>

export interface Contexts {
  readonly source: SourceContext
  /** Takes what may be committed where the worker keeps it. */
  readonly keepOffsets: Commit
  readonly sink: SinkContext
  /** By part of the record: what its converter tells. */
  readonly converting: (part: string) => Pick<ConverterContext, 'retrying' | 'figure'>
}

/** The working parts of one task. */
export interface Pipeline {
  readonly source: Source
  /** Takes what may be committed: the source, or the worker in its place. */
  readonly commit: Commit
  readonly converters: Converters
  readonly steps: readonly Step[]
  /** Where the sink reads bytes of values that a step may have changed. */
  readonly valueEncoder?: ValueEncoder
  readonly sink: Sink
  /** In the order to close: nothing closes before what still hands records to it. */
  readonly parts: readonly Closable[]
}

export interface Closable {
  close?(): Promise<void>
}

/** Makes the parts of a task, the source last: a task whose sink cannot be made takes no partitions from others. */
export async function buildPipeline(
  connector: ResolvedConnector,
  { source, sink, converting, keepOffsets }: Contexts,
): Promise<Pipeline> {
  const parts: Closable[] = []
  const { log, signal } = source
  const keep = <T extends Closable>(part: T): T => {
    parts.unshift(part)
    return part
  }
  const converter = async (part: keyof Converters, resolved: ResolvedPlugin, needs: Needs): Promise<Converter> => {
    const plugin = await importPlugin(resolved, 'converter')
    return keep(await plugin.create(resolved.config, { ...converting(part), log, signal, needs }))
  }
  try {
    const sinkPlugin = await importPlugin(connector.sink, 'sink')
    const sourcePlugin = await importPlugin(connector.source, 'source')
    const made = keep(await sinkPlugin.create(connector.sink.config, sink))
    const { needs: sinkNeeds, encoded } = sinkPlugin.reads?.(connector.sink.config) ?? { needs: 'all' }
    const { steps, needs, changeValues } = await buildSteps(connector.transforms, { context: { log, signal }, keep })
    const converters = {
      key: await converter('key', connector.keyConverter, 'all'),
      value: await converter('value', connector.valueConverter, unionOfNeeds([sinkNeeds, ...needs])),
      header: await converter('header', connector.headerConverter, 'all'),
    }
    const valueEncoder = encoded &&
      changeValues && { converter: converters.value, hold: (bytes: number) => sink.hold(bytes) }
    const reading = keep(await sourcePlugin.create(connector.source.config, source))
    const commit = sourcePlugin.offsets === 'worker' ? keepOffsets : commitOf(reading, sourcePlugin.name)
    return { source: reading, commit, converters, steps, ...(valueEncoder && { valueEncoder }), sink: made, parts }
  } catch (error) {
    await Promise.allSettled(parts.map(async part => part.close?.()))
    throw error
  }
}

function commitOf(source: Source, name: string): Commit {
  const { commit } = source
  if (commit) return offsets => commit.call(source, offsets)
  throw new ConnectError(
    'PLUGIN_INCOMPATIBLE',
    `the source ${name} has no commit: it needs one, unless its plugin says offsets: 'worker'`,
  )
}
