import type { TestContext } from 'node:test'
import { type Counting } from './counting.ts'
import { startCounting } from './running-worker.ts'

export const limit = { timeout: 20_000 }
export type Keys = Readonly<Record<string, string>>

export const converter = (how: string): Keys => ({ 'value.converter': 'bad', 'value.converter.how': how })
export const transform = (how: string): Keys => ({
  transforms: 'odd',
  'transforms.odd.type': 'bad',
  'transforms.odd.how': how,
})
export const sink = (how: string): Keys => ({ 'connector.class': 'bad', how })
export const source = (how: string): Keys => ({ 'source.class': 'bad', 'source.how': how })

/** A worker with one thread, on which a good connector counts, and beside it a bad one. */
export async function beside(context: TestContext, keys: Keys, counting: Counting = {}) {
  const worker = { 'task.watchdog.ms': 1_000, 'task.stage.timeout.ms': 60, 'offset.flush.interval.ms': 20 }
  const run = await startCounting(context, { ...counting, worker: { ...worker, ...counting.worker } })
  await run.worker.create('bad', { ...run.otherKeys(), ...keys })
  return {
    ...run,
    failure: () => run.worker.overview()[1]?.state ?? '',
    goodIsDone: () => new Set(run.lines().filter(line => line.startsWith('record '))).size === 200,
  }
}
