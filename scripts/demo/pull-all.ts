import { setTimeout as sleep } from 'node:timers/promises'
import { type PubSubProject, pull } from '@psconnect/client-pubsub/admin'
import type { Arrivals } from './arrivals.ts'
import { grouped, type Report } from './terminal.ts'

/** Once all is there, this long for what may come a second time. */
const quietMs = 1_000
const stalledMs = 20_000

interface Pulling {
  readonly project: PubSubProject
  readonly subscription: string
  readonly count: number
  readonly signal: AbortSignal
}

/** Pulls until all have arrived, or until nothing more comes. */
export async function pullAll(
  { project, subscription, count, signal }: Pulling,
  arrivals: Arrivals,
  report: Report,
): Promise<void> {
  const enough = new AbortController()
  let last = performance.now()
  const pulling = pull(project, subscription, {
    signal: AbortSignal.any([enough.signal, signal]),
    take: message => {
      arrivals.take(message)
      last = performance.now()
      report(`${grouped(arrivals.arrived)} of ${grouped(count)}`)
    },
  }).finally(() => enough.abort())
  const patience = () => (arrivals.arrived < count ? stalledMs : quietMs)
  while (!signal.aborted && !enough.signal.aborted && performance.now() - last < patience()) await sleep(100)
  enough.abort()
  await pulling
  signal.throwIfAborted()
}
