import { type ConnectionOptions, type ConsumerConfig, TopicReader } from '@psconnect/client-kafka'
import type { ConsumerRecord } from '../../api/record.ts'
import { CommandFailed } from '../command.ts'
import type { Range } from './ranges.ts'

export interface Log {
  readonly connection: ConnectionOptions
  readonly isolation: ConsumerConfig['isolation.level']
  readonly topic: string
}

const silenceMs = 30_000

/** Reads these ranges of a topic, by partition and without a group. Rejects where they cannot be read. */
export async function readSpans(
  log: Log,
  spans: ReadonlyMap<number, Range>,
  { take, signal }: { readonly take: (record: ConsumerRecord) => void; readonly signal: AbortSignal },
): Promise<void> {
  const { topic } = log
  const left = new Map([...spans].map(([partition, { to }]) => [`${topic}/${partition}`, to]))
  const from = new Map([...spans].map(([partition, span]) => [partition, span.from]))
  const silent = new AbortController()
  let why = 'no answer'
  const timer = setTimeout(() => silent.abort(), silenceMs)
  const retrying = (reason: string | null) => {
    why = reason ?? why
  }
  const reader = await TopicReader.open({ ...log, from }, { log: tell, retrying })
  try {
    for await (const batch of reader.read(AbortSignal.any([signal, silent.signal]))) {
      timer.refresh()
      const to = left.get(batch.partition) ?? 0n
      batch.records.filter(({ offset }) => offset < to).forEach(take)
      batch.release(false)
      if (BigInt(batch.next) >= to) left.delete(batch.partition)
      if (left.size === 0) return
    }
    signal.throwIfAborted()
    throw new CommandFailed(`${topic} cannot be read: nothing has come for ${silenceMs / 1000} s: ${why}`)
  } finally {
    clearTimeout(timer)
    await reader.close()
  }
}

/** What is told of reading is told by what it rejects with. */
const tell = { debug() {}, info() {}, warn() {}, error() {} }
