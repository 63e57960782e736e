import assert from 'node:assert/strict'
import { type ConsumerOptions, GroupConsumer } from '@psconnect/client-kafka'
import type { ConsumerRecord, SourceContext } from 'psconnect/plugin'

interface Wanted {
  readonly brokers: readonly string[]
  readonly group: string
  readonly topic: string | RegExp
  readonly metadataMaxAgeMs?: number
  readonly isolation?: ConsumerOptions['limits']['isolation']
  readonly policy?: ConsumerOptions['policy']
  readonly sasl?: ConsumerOptions['connection']['sasl']
  readonly requestTimeoutMs?: number
  readonly maxBytes?: number
  readonly revoking?: () => Promise<void>
}

/** A consumer with a host that stores nothing: it notes what it is told. */
export function consume(wanted: Wanted) {
  const stop = new AbortController()
  const read = new Map<string, bigint>()
  const records: ConsumerRecord[] = []
  const values: string[] = []
  const said: string[] = []
  const say = (_: object, message: string) => said.push(message)
  let assigned: readonly string[] | undefined
  let revoked = false
  let trouble: string | null = null
  let held = 0
  const host: SourceContext = {
    log: { debug() {}, info: say, warn: say, error: say },
    signal: stop.signal,
    task: { connector: 'test', index: 0, count: 1 },
    fetchBytes: 1_000_000,
    async reserve(bytes) {
      let lent = bytes
      held += bytes
      const resize = (to: number) => {
        held += to - lent
        lent = to
      }
      return { resize, release: () => resize(0) }
    },
    committed: async () => new Map(),
    assigned(partitions) {
      assigned = partitions
      revoked = false
    },
    async revoking() {
      revoked = true
      await wanted.revoking?.()
    },
    retrying(reason) {
      trouble = reason
    },
    lost() {},
    missed() {},
  }
  const consumer = new GroupConsumer(consumerOptions(wanted), host)
  const reading = (async () => {
    for await (const batch of consumer.read(stop.signal)) {
      records.push(...batch.records)
      for (const { value } of batch.records) values.push(Buffer.from(value ?? []).toString())
      read.set(batch.partition, BigInt(batch.next))
      batch.release(false)
    }
  })()
  // Who waits for it is told by `close` or `failure`.
  reading.catch(() => {})
  return {
    consumer,
    read,
    records,
    values,
    said,
    /** Why nothing can be read now, as the host is told. */
    get trouble() {
      return trouble
    },
    get assigned() {
      return assigned
    },
    /** Whether its partitions are being handed over, or were, and none have been assigned since. */
    get revoked() {
      return revoked
    },
    /** Bytes of memory that it has reserved and not given back. */
    get held() {
      return held
    },
    /** Rejects with what has ended reading. */
    failure: () => reading,
    async close() {
      stop.abort()
      await reading
      await consumer.close()
    },
  }
}

export const consumerOptions = (wanted: Wanted): ConsumerOptions => {
  const { brokers, group, topic, policy = 'earliest', sasl = null, requestTimeoutMs = 10_000, maxBytes = 1e6 } = wanted
  const { metadataMaxAgeMs = 60_000, isolation = 'read_uncommitted' } = wanted
  return {
    connection: {
      brokers,
      clientId: 'test',
      ssl: null,
      sasl,
      requestTimeoutMs,
      connectTimeoutMs: 5000,
      metadataMaxAgeMs,
    },
    group: {
      groupId: group,
      topics: typeof topic === 'string' ? [topic] : topic,
      sessionTimeoutMs: 6000,
      rebalanceTimeoutMs: 10_000,
    },
    heartbeatIntervalMs: 200,
    policy,
    commitsStart: true,
    limits: { isolation, maxBytes, maxPartitionBytes: maxBytes, minBytes: 1, maxWaitTime: 100 },
  }
}

export async function until(holds: () => boolean): Promise<void> {
  const limit = Date.now() + 30_000
  while (!holds()) {
    assert.ok(Date.now() < limit, 'did not come about within 30 s')
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

/** Over all partitions; null while nothing is known. */
export function lagOf({ consumer }: Pick<ReturnType<typeof consume>, 'consumer'>): bigint | null {
  const lag = consumer.lag()
  return lag && [...lag.values()].reduce((sum, records) => sum + records, 0n)
}
