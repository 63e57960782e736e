import type { ConfigSpec } from '../config-spec.ts'
import type { ConnectRecord } from '../record.ts'
import type { SinkPlugin } from '../sink.ts'
import { keepsContract } from './contract.ts'
import { completeConfig, type Given } from './given-config.ts'
import { ending } from './sink/ending.ts'
import { openSinks } from './sink/open-sinks.ts'
import { refusing } from './sink/refusing.ts'
import { type SinkSubject, storing } from './sink/storing.ts'
import { within } from './within.ts'

/** What a sink is tried with. */
export interface SinkSamples<S extends ConfigSpec> {
  /** What is left out has its default. One sink after another is made of it. */
  readonly config?: Given<S>
  /** The record of this number: one that can be stored and told from all others then. connectRecord makes records. */
  readonly record: (number: number) => ConnectRecord
  /** The numbers of all records that are stored at this moment, in the order they were stored. */
  readonly stored: () => readonly number[] | Promise<readonly number[]>
  /** False where nothing keeps these records in order, such as a common ordering key. */
  readonly ordered?: boolean
  /** Records that can never be stored. */
  readonly refused?: readonly ConnectRecord[]
  /** Makes the receiver answer nobody, until the function that it gives is called. */
  readonly stall?: () => Promise<() => Promise<void>>
  /** How long one clause may take, in milliseconds: 30 000 where it is left out. */
  readonly limitMs?: number
}

/** Holds a sink, built in or your own, against its contract. Rejects with a ContractError that says which clauses are broken. */
export async function checkSink<const S extends ConfigSpec>(
  plugin: SinkPlugin<S>,
  samples: SinkSamples<S>,
): Promise<void> {
  const { record, stored, ordered = true, refused = [], stall, limitMs = 30_000 } = samples
  const sinks = openSinks(plugin, completeConfig(plugin.config, samples.config))
  let number = 0
  const next: SinkSubject['next'] = count =>
    Array.from({ length: count }, () => ({ record: record(number), number: number++ }))
  const clauses = [...storing, ...refusing, ...ending]
  try {
    const subject: SinkSubject = { open: () => sinks.open(), next, stored, ordered, refused, stall }
    await keepsContract({ plugin: `sink ${plugin.name}`, clauses, limitMs }, subject)
  } finally {
    // Whether it can be closed is one of the clauses.
    await within(limitMs, () => sinks.close()).catch(() => undefined)
  }
}
