import type { SourceBatch } from '../../source.ts'
import { broken, type Clause } from '../contract.ts'
import type { SourceSubject } from './giving.ts'
import { placeOf } from './reading.ts'

/** Where a source goes on, and how it ends. */
export const committing: readonly Clause<SourceSubject>[] = [
  {
    asks: "One must keep its offsets: the source, which then has commit, or the worker, where its plugin says offsets: 'worker'.",
    member: 'SourcePlugin.offsets',
    says: 'or `worker`, for a source without a store of its own',
    async check({ place, keptByWorker }) {
      const opened = await (await place()).open()
      const commits = opened.source.commit !== undefined
      await opened.end()
      if (keptByWorker && commits) broken("its plugin says offsets: 'worker', so its commit is never called")
      if (!keptByWorker && !commits) broken("it has no commit, and its plugin does not say offsets: 'worker'")
    },
  },
  {
    asks: 'What was read and not committed must be read again.',
    member: 'Source.commit',
    says: 'nothing else moves where reading goes on',
    async check({ place, records }) {
      const one = await place()
      const first = await one.open()
      await first.records(records)
      await first.end()
      const second = await one.open()
      const again = await second.records(records)
      await second.end()
      if (again.length < records)
        broken(`only ${again.length} of ${records} records came again, and nothing was committed`)
    },
  },
  {
    asks: 'Reading must go on right after what was committed.',
    member: 'SourceBatch.next',
    says: 'Where to go on after this batch',
    async check({ place, records }) {
      const one = await place()
      const first = await one.open()
      const done = await first.records(1)
      first.stop.abort(new Error('the task was stopped'))
      await first.host.commit()
      await first.end()
      if (done.length >= records) return
      const second = await one.open()
      const rest = await second.records(records - done.length)
      await second.end()
      const before = new Set(done.map(placeOf))
      const again = rest.find(record => before.has(placeOf(record)))
      if (again) broken(`${placeOf(again)} (topic/partition/offset) came again after it had been committed`)
      if (rest.length < records - done.length)
        broken(`after ${done.length} records were committed, ${rest.length} of the other ${records - done.length} came`)
    },
  },
  {
    asks: 'commit must leave out partitions that are not the task’s, without an error.',
    member: 'Source.commit',
    says: "partitions that are no longer this task's are left out without an error",
    async check({ place, records }) {
      const opened = await (await place()).open()
      await opened.records(records)
      const [offset] = opened.host.read.values()
      if (offset !== undefined) await opened.source.commit?.(new Map([['contract/of-nobody/7', offset]]))
      await opened.end()
    },
  },
  {
    asks: 'read must end without an error when its signal aborts, at the beginning and when all has been read.',
    member: 'Source.read',
    says: 'the iteration ends without an error and nothing more is fetched',
    async check({ place, records }) {
      for (const count of [0, records]) {
        const opened = await (await place()).open()
        await opened.records(count)
        const pulled = opened.next()
        opened.stop.abort(new Error('the task was stopped'))
        const batch = await pulled
        batch?.release(false)
        const after = batch && (await opened.next())
        if (after && (await opened.next())) broken('it went on giving out batches after its signal had aborted')
        await opened.source.close()
      }
    },
  },
  {
    asks: 'lag must give counts of partitions, or null.',
    member: 'Source.lag',
    says: 'null where nothing is known',
    async check({ place, records }) {
      const opened = await (await place()).open()
      await opened.records(records)
      const lag = opened.source.lag()
      await opened.end()
      if (lag === null) return
      if (!(lag instanceof Map)) throw broken('it gave neither a Map nor null')
      for (const [partition, count] of lag)
        if (typeof count !== 'bigint' || count < 0n) broken(`of ${partition} it gave ${String(count)}`)
    },
  },
  {
    asks: 'Several tasks must share the records: each is read by one of them, and a partition has one reader at a time.',
    member: 'SourceContext.assigned',
    says: 'no other task reads them meanwhile',
    async check({ place, records }) {
      const one = await place()
      const tasks = await Promise.all([0, 1].map(index => one.open({ connector: 'contract', index, count: 2 })))
      const read = new Set<string>()
      const names = new Map<string, string>()
      const all = Promise.withResolvers<void>()
      const readings = tasks.map(async task => {
        for (let batch = await task.next(); batch; batch = await task.next()) {
          const { partition } = batch
          if (tasks.filter(({ host }) => host.partitions.has(partition)).length > 1)
            broken(`both tasks were assigned ${partition} at once: call context.revoking before it is another's`)
          checkPlace(batch, names)
          for (const record of batch.records) read.add(placeOf(record))
          batch.release(false)
          if (read.size >= records) all.resolve()
        }
      })
      await Promise.race([all.promise, Promise.all(readings)])
      for (const { stop } of tasks) stop.abort(new Error('the task was stopped'))
      await Promise.all(readings)
      for (const { source } of tasks) await source.close()
      if (read.size < records) broken(`two tasks together read ${read.size} of ${records} records`)
    },
  },
  {
    asks: 'close may be called again.',
    member: 'Source.close',
    says: 'Idempotent',
    async check({ place }) {
      const opened = await (await place()).open()
      await opened.end()
      await Promise.all([opened.source.close(), opened.source.close()])
    },
  },
]

/** `names` holds the partition of each topic and number: a record is known by them and its offset. */
function checkPlace({ partition, records }: SourceBatch, names: Map<string, string>): void {
  const [first] = records
  if (!first) return
  const place = `${first.topic}/${first.partition}`
  const known = names.get(place) ?? partition
  if (known !== partition)
    broken(`${known} and ${partition} both give records of ${place}, where nobody can tell them apart`)
  names.set(place, partition)
}
