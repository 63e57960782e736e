import type { Converter, ConverterContext } from '../api/converter.ts'
import { ConnectError } from '../api/errors.ts'
import type { Needs } from '../api/needs.ts'
import type { Sink, SinkContext } from '../api/sink.ts'
import type { Source, SourceContext } from '../api/source.ts'
import type { ResolvedConnector, ResolvedPlugin } from '../config/resolved-config.ts'
import { buildSteps } from './build-steps.ts'
import type { Converters } from './convert.ts'
import type { ValueEncoder } from './encode-anew.ts'
import { makePart, type Within } from './make-part.ts'
import type { Step } from './transform.ts'
import { unionOfNeeds } from './value-needs.ts'

type Commit = NonNullable<Source['commit']>

export interface Contexts {
  readonly source: SourceContext
  /** Takes what may be committed where the worker keeps it. */
  readonly keepOffsets: Commit
  readonly sink: SinkContext
  /** By part of the record: what its converter tells. */
  readonly converting: (part: keyof Converters) => Pick<ConverterContext, 'retrying' | 'figure'>
  readonly within: Within
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
export async function buildPipeline(connector: ResolvedConnector, contexts: Contexts): Promise<Pipeline> {
  const { converting, keepOffsets, within } = contexts
  const { log, signal } = contexts.source
  const parts: Closable[] = []
  const keep = <T extends Closable>(part: T): T => {
    parts.unshift(part)
    return part
  }
  const converter = async (part: keyof Converters, resolved: ResolvedPlugin, needs: Needs): Promise<Converter> => {
    const context = { ...converting(part), log, signal, needs }
    const { made } = await makePart({ kind: 'converter', part: `${part} converter`, resolved, context }, within)
    return keep(made)
  }
  try {
    const receiving = { kind: 'sink', part: 'sink', resolved: connector.sink, context: contexts.sink } as const
    const { made: sink, plugin: sinkPlugin } = await makePart(receiving, within)
    keep(sink)
    const { needs: sinkNeeds, encoded } = sinkPlugin.reads?.(connector.sink.config) ?? { needs: 'all' }
    const { steps, needs, changeValues } = await buildSteps(connector.transforms, {
      context: { log, signal },
      keep,
      within,
    })
    const converters = {
      key: await converter('key', connector.keyConverter, 'all'),
      value: await converter('value', connector.valueConverter, unionOfNeeds([sinkNeeds, ...needs])),
      header: await converter('header', connector.headerConverter, 'all'),
    }
    const valueEncoder = encoded &&
      changeValues && { converter: converters.value, hold: (bytes: number) => contexts.sink.hold(bytes) }
    const wanted = { kind: 'source', part: 'source', resolved: connector.source, context: contexts.source } as const
    const { made: source, plugin } = await makePart(wanted, within)
    keep(source)
    const commit = plugin.offsets === 'worker' ? keepOffsets : commitOf(source, plugin.name)
    return { source, commit, converters, steps, ...(valueEncoder && { valueEncoder }), sink, parts }
  } catch (error) {
    await Promise.allSettled(parts.map(async part => part.close?.()))
    throw error
  }
}

function commitOf(source: Source, name: string): Commit {
  const commit = source.commit?.bind(source)
  if (commit) return commit
  throw new ConnectError(
    'PLUGIN_INCOMPATIBLE',
    `the source ${name} has no commit: it needs one, unless its plugin says offsets: 'worker'`,
  )
}
