import assert from 'node:assert/strict'
import { it } from 'node:test'
import { parseOptions } from '../../bench/options.ts'
import { allWorks, selectWorks } from '../../bench/works.ts'

const counts = (records: number) => allWorks(records).map(({ topic }) => topic.count)

it('all works grow with the number of alerts', () => {
  assert.deepEqual(
    counts(60_000),
    counts(6_000).map(count => count * 10),
  )
})

it('works are selected by a pattern of their names, and a pattern without any lists what there is', () => {
  const works = allWorks(600)
  assert.equal(new Set(works.map(({ name }) => name)).size, works.length)
  assert.deepEqual(
    selectWorks(works, '^1 KB.*tasks.max=1$').map(({ name }) => name),
    ['1 KB, 4 partitions, tasks.max=1', '1 KB, plaintext, tasks.max=1'],
  )
  assert.throws(() => selectWorks(works, 'no such'), /no such[^]*Avro to JSON/)
})

it('works are done once by themselves, and three times beside a peer', () => {
  assert.equal(parseOptions([])?.runs, 1)
  assert.equal(parseOptions(['--peer', 'java'])?.runs, 3)
  assert.equal(parseOptions(['--peer', 'java', '--runs', '5'])?.runs, 5)
})

it('a receiver that stalls ends each run after a while', () => {
  const options = parseOptions(['--receiver-stall', '8000'])
  assert.deepEqual([options?.answerAfterMs, options?.stopAfterMs], [8_000, 40_000])
  assert.equal(parseOptions(['--receiver-latency', '20'])?.stopAfterMs, undefined)
})

it('options that make no sense are refused', () => {
  assert.throws(() => parseOptions(['--records', '0']), /--records is a whole number above 0, not 0/)
  assert.throws(() => parseOptions(['--peer', 'go']), /--peer is java, not go/)
})
