import type { ConfigSpec } from '../config-spec.ts'
import type { ConverterPlugin } from '../converter.ts'
import { keepsContract } from './contract.ts'
import { preparing } from './converter/preparing.ts'
import { reading } from './converter/reading.ts'
import { refusing } from './converter/refusing.ts'
import { converterSubject } from './converter/subject.ts'
import { writing } from './converter/writing.ts'
import { completeConfig, type Given } from './given-config.ts'

/** What a converter is tried with. */
export interface ConverterSamples<S extends ConfigSpec> {
  /** What is left out has its default. */
  readonly config?: Given<S>
  /** Payloads it must read: at least one. Damaged copies are made of them. */
  readonly readable: readonly Uint8Array[]
  /** Payloads it must refuse. */
  readonly unreadable?: readonly Uint8Array[]
  /**
   * For a converter that asks others, such as a registry: a configuration under which nobody answers. What waits must end when it is
   * told to.
   */
  readonly unanswered?: Given<S>
  /** Another one damages payloads in other ways. 1 where it is left out; a failure names it. */
  readonly seed?: number
  /** How long one clause may take, in milliseconds: 30 000 where it is left out. */
  readonly limitMs?: number
}

/**
 * Holds a converter, built in or your own, against its contract: with the payloads given, with what is empty, huge, cut short at every
 * byte and damaged. Rejects with a ContractError that says which clauses are broken.
 */
export async function checkConverter<const S extends ConfigSpec>(
  plugin: ConverterPlugin<S>,
  samples: ConverterSamples<S>,
): Promise<void> {
  const { readable, unreadable = [], unanswered, seed = 1, limitMs = 30_000 } = samples
  const config = completeConfig(plugin.config, samples.config)
  const waiting = completeConfig(plugin.config, { ...samples.config, ...unanswered } as Given<S>)
  const cannotEncode = plugin.cannotEncode?.(config)
  const subject = converterSubject({
    create: async (context, { unanswered: waits }) => plugin.create(waits ? waiting : config, context),
    format: plugin.format,
    canEncode: cannotEncode === undefined,
    waits: unanswered !== undefined,
    readable,
    unreadable,
    seed,
  })
  const clauses = [...reading, ...refusing, ...(subject.canEncode ? writing : []), ...preparing]
  await keepsContract({ plugin: `converter ${plugin.name}`, clauses, limitMs }, subject)
}
