import type { ConfigSpec } from '../config-spec.ts'
import type { SourcePlugin } from '../source.ts'
import { keepsContract } from './contract.ts'
import { completeConfig, type Given } from './given-config.ts'
import { committing } from './source/committing.ts'
import { giving } from './source/giving.ts'
import { Place } from './source/reading.ts'

/** What a source is tried with. */
export interface SourceSamples<S extends ConfigSpec> {
  /**
   * The configuration of something to read of which nothing has been committed yet. Called anew for each clause; what two calls give
   * must not share committed offsets. What is left out has its default.
   */
  readonly config: () => Given<S> | Promise<Given<S>>
  /** How many records there are to read in each: at least two, better in several batches. */
  readonly records: number
  /** How long one clause may take, in milliseconds: 30 000 where it is left out. */
  readonly limitMs?: number
}

/** Holds a source, built in or your own, against its contract. Rejects with a ContractError that says which clauses are broken. */
export async function checkSource<const S extends ConfigSpec>(
  plugin: SourcePlugin<S>,
  samples: SourceSamples<S>,
): Promise<void> {
  const { config, records, limitMs = 30_000 } = samples
  const place = async () => {
    const complete = completeConfig(plugin.config, await config())
    return new Place(context => plugin.create(complete, context))
  }
  const keptByWorker = plugin.offsets === 'worker'
  const clauses = [...giving, ...committing]
  await keepsContract({ plugin: `source ${plugin.name}`, clauses, limitMs }, { place, records, keptByWorker })
}
