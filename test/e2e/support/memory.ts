import { setTimeout as sleep } from 'node:timers/promises'
import type { ConnectWorker } from './connect-worker.ts'

/** The most bytes that the worker holds in this time. */
export async function peakDuring(worker: ConnectWorker, milliseconds: number): Promise<number> {
  const until = Date.now() + milliseconds
  let peak = 0
  while (Date.now() < until) {
    peak = Math.max(peak, await worker.residentBytes())
    await sleep(250)
  }
  return peak
}
