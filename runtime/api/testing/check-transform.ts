import type { ConfigSpec } from '../config-spec.ts'
import type { ConnectRecord } from '../record.ts'
import type { TransformPlugin } from '../transform.ts'
import { keepsContract } from './contract.ts'
import { completeConfig, type Given } from './given-config.ts'
import { transforming } from './transform/transforming.ts'

/** What a transform is tried with; connectRecord makes records. Each is also given without its value, key, headers and schemas. */
export interface TransformSamples<S extends ConfigSpec> {
  /** What is left out has its default. */
  readonly config?: Given<S>
  /** Records it lets pass, changed or not. */
  readonly records: readonly ConnectRecord[]
  /** Records it drops. */
  readonly dropped?: readonly ConnectRecord[]
  /** Records it refuses. */
  readonly refused?: readonly ConnectRecord[]
  /** How long one clause may take, in milliseconds: 10 000 where it is left out. */
  readonly limitMs?: number
}

/**
 * Holds a transform, built in or your own, against its contract: with the records given and with others of every kind. Rejects with a
 * ContractError that says which clauses are broken.
 */
export async function checkTransform<const S extends ConfigSpec>(
  plugin: TransformPlugin<S>,
  samples: TransformSamples<S>,
): Promise<void> {
  const { config: given, records, dropped = [], refused = [], limitMs = 10_000 } = samples
  const config = completeConfig(plugin.config, given)
  const needs = plugin.valueNeeds?.(config)
  const create = async () => plugin.create(config, context)
  const contract = { plugin: `transform ${plugin.name}`, clauses: transforming, limitMs }
  await keepsContract(contract, { create, needs, records, dropped, refused })
}

const context = {
  log: { debug() {}, info() {}, warn() {}, error() {} },
  signal: new AbortController().signal,
}
