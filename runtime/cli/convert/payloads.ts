import type { PayloadSource } from './arguments.ts'
import { readFiles } from './file-payloads.ts'
import { readRecords } from './kafka-payloads.ts'
import { readMessages } from './subscription-payloads.ts'

/** What a converter is given. */
export interface Payload {
  /** Where it is from, for people. */
  readonly name: string
  readonly topic: string
  /** Null is what Kafka has in place of a value that was deleted: no converter sees it. */
  readonly bytes: Uint8Array | null
}

/** Rejects with a CommandFailed where they cannot be had, all of them. */
export function readPayloads(source: PayloadSource, signal: AbortSignal): Promise<readonly Payload[]> {
  if (source.kind === 'files') return readFiles(source.paths)
  return source.kind === 'kafka' ? readRecords(source, signal) : readMessages(source, signal)
}
