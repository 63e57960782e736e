import type { ConfigSpec } from '../config-spec.ts'
import type { ConnectRecord } from '../record.ts'
import type { PredicatePlugin } from '../transform.ts'
import { keepsContract } from './contract.ts'
import { completeConfig, type Given } from './given-config.ts'
import { deciding } from './transform/deciding.ts'

/** What a predicate is tried with; connectRecord makes records. Each is also given without its value, key, headers and schemas. */
export interface PredicateSamples<S extends ConfigSpec> {
  /** What is left out has its default. */
  readonly config?: Given<S>
  /** Records of which it is true. */
  readonly matching: readonly ConnectRecord[]
  /** Records of which it is false. */
  readonly others: readonly ConnectRecord[]
  /** How long one clause may take, in milliseconds: 10 000 where it is left out. */
  readonly limitMs?: number
}

/**
 * Holds a predicate, built in or your own, against its contract: with the records given and with others of every kind. Rejects with a
 * ContractError that says which clauses are broken.
 */
export async function checkPredicate<const S extends ConfigSpec>(
  plugin: PredicatePlugin<S>,
  samples: PredicateSamples<S>,
): Promise<void> {
  const { config: given, matching, others, limitMs = 10_000 } = samples
  const config = completeConfig(plugin.config, given)
  const needs = plugin.valueNeeds?.(config)
  const create = async () => plugin.create(config, context)
  await keepsContract(
    { plugin: `predicate ${plugin.name}`, clauses: deciding, limitMs },
    { create, needs, matching, others },
  )
}

const context = {
  log: { debug() {}, info() {}, warn() {}, error() {} },
  signal: new AbortController().signal,
}
