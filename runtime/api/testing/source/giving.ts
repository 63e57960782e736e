import { isDeepStrictEqual } from 'node:util'
import type { SourceBatch } from '../../source.ts'
import { broken, type Clause } from '../contract.ts'
import { type OpenSource, type Place, placeOf } from './reading.ts'

export interface SourceSubject {
  /** Something to read of its own, with nothing committed. */
  readonly place: () => Promise<Place>
  /** How many records there are in each. */
  readonly records: number
  /** Whether the worker keeps its offsets. */
  readonly keptByWorker: boolean
}

/** What a source gives out. */
export const giving: readonly Clause<SourceSubject>[] = [
  {
    asks: 'create must give an object with read, lag and close.',
    member: 'Source.read',
    says: 'The host pulls.',
    first: true,
    async check({ place }) {
      const opened = await (await place()).open()
      for (const method of ['read', 'lag', 'close'] as const)
        if (typeof opened.source[method] !== 'function') broken(`it has no method ${method}`)
      await opened.end()
    },
  },
  {
    asks: 'read must give every record, once.',
    member: 'SourceBatch.records',
    says: 'In order; each record of a partition is in one batch',
    first: true,
    check: subject =>
      reading(subject, async opened => {
        const places = (await opened.records(subject.records)).map(placeOf)
        if (places.length < subject.records) broken(`of ${subject.records} records it gave out ${places.length}`)
        const twice = places.find((place, index) => places.indexOf(place) !== index)
        if (twice) broken(`it gave out the record ${twice} (topic/partition/offset) twice`)
        if (places.length > subject.records) broken(`of ${subject.records} records it gave out ${places.length}`)
      }),
  },
  {
    asks: 'A batch must hold records of one partition, with offsets that rise from batch to batch.',
    member: 'SourceBatch.partition',
    says: 'A batch holds records of one partition, in order.',
    check: subject =>
      reading(subject, async opened => {
        const last = new Map<string, bigint>()
        await opened.records(subject.records, batch => checkOrder(batch, last))
      }),
  },
  {
    asks: 'A batch must say where to go on after it, as a bigint or a text.',
    member: 'SourceBatch.next',
    says: 'Where to go on after this batch',
    check: subject =>
      reading(subject, async opened => {
        await opened.records(subject.records, ({ next }) => {
          if (typeof next !== 'bigint' && typeof next !== 'string') broken(`next was a ${typeof next}`)
        })
      }),
  },
  {
    asks: 'The memory of records must be reserved before they are given out.',
    member: 'SourceContext.reserve',
    says: 'Reserve before fetching',
    check: subject =>
      reading(subject, async opened => {
        const { host } = opened
        const batch = await opened.next()
        const bytes = batch?.records.reduce((sum, { key, value }) => sum + (key?.length ?? 0) + (value?.length ?? 0), 0)
        if (batch && host.held < (bytes ?? 0)) broken(`a batch of ${bytes} bytes came while ${host.held} were reserved`)
        batch?.release(false)
      }),
  },
  {
    asks: 'Nothing must be given out while there is no room, and waiting for room must end when reading does.',
    member: 'SourceContext.reserve',
    says: 'resolves when there is room, and not while the connector is paused',
    async check({ place }) {
      const opened = await (await place()).open()
      opened.host.room = new Promise(() => {})
      const pulled = opened.next()
      const came = pulled.then(batch => (batch ? 'a batch' : 'the end'))
      const seen = await Promise.race([came, opened.host.asked.then(() => 'asked')])
      const after = seen === 'asked' ? await Promise.race([came, grace()]) : seen
      if (after) broken(`${after} came although no room had been given`)
      opened.stop.abort(new Error('the task was stopped'))
      // How reading ends is another clause: here, that it does.
      await pulled.catch(() => undefined)
      await opened.source.close()
    },
  },
  {
    asks: 'When all batches are released and the source is closed, no memory must be reserved.',
    member: 'SourceBatch.release',
    says: 'give back the memory it pins',
    async check({ place, records }) {
      const opened = await (await place()).open()
      await opened.records(records)
      await opened.end()
      if (opened.host.held !== 0) broken(`${opened.host.held} bytes were never released`)
    },
  },
]

async function reading({ place }: SourceSubject, look: (opened: OpenSource) => Promise<void>): Promise<void> {
  const opened = await (await place()).open()
  try {
    await look(opened)
  } finally {
    await opened.end()
  }
}

/** `last` holds the last offset of each partition. */
function checkOrder({ partition, records }: SourceBatch, last: Map<string, bigint>): void {
  const [first] = records
  for (const record of records) {
    if (!isDeepStrictEqual([record.topic, record.partition], [first?.topic, first?.partition]))
      broken(
        `a batch of ${partition} holds records of ${first?.topic}/${first?.partition} and ${record.topic}/${record.partition}`,
      )
    const before = last.get(partition) ?? -1n
    if (record.offset <= before) broken(`in ${partition} the offset ${record.offset} came after ${before}`)
    last.set(partition, record.offset)
  }
}

/** Time for what happens too early to happen. */
const grace = (): Promise<undefined> => new Promise(resolve => setTimeout(() => resolve(undefined), 100))
