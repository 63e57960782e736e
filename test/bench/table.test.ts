import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { median, medianFigures } from '../../bench/median.ts'
import { describeCircumstances, tableOf } from '../../bench/table.ts'
import { row, run } from './sample-rows.ts'

const cellsOf = (table: string): string[][] =>
  table
    .trimEnd()
    .split('\n')
    .map(line =>
      line
        .slice(1, -1)
        .split('|')
        .map(cell => cell.trim()),
    )

describe('a median', () => {
  it('is what stands in the middle, or between the two that do', () => {
    assert.equal(median([9, 1, 2]), 2)
    assert.equal(median([4, 1, 2, 9]), 3)
    assert.equal(median([10, 9]), 9.5)
  })

  it('is taken of each figure by itself', () => {
    const runs = [
      run({ cpuMicros: 1, startSeconds: 9 }),
      run({ cpuMicros: 2, startSeconds: 7 }),
      run({ cpuMicros: 3, startSeconds: 8 }),
    ]
    const { cpuMicros, startSeconds } = medianFigures(runs)
    assert.deepEqual([cpuMicros, startSeconds], [2, 8])
  })
})

describe('the table', () => {
  it('has one row for what one program did', () => {
    const [, , ...body] = cellsOf(tableOf([row('psconnect', [run()])]))
    assert.deepEqual(body, [['80 KB', 'psconnect', '1,000', '4,000', '320', '100', '300 MB', '1.00 s', '']])
  })

  it('compares two programs that did the same', () => {
    const peer = row('peer', [run({ recordsPerSecond: 2_000, cpuMicros: 200, startSeconds: 4 })])
    const ratios = cellsOf(tableOf([row('psconnect', [run()]), peer])).at(-1)
    assert.deepEqual(ratios, ['80 KB', '**ratio**', '', '2.00', '1.00', '0.50', '1.00', '0.25', ''])
  })

  it('compares nothing with a work that was not done, and says what went wrong', () => {
    const peer = row('peer', [run(), run({ messages: 400, committed: 0, trouble: 'failed: OutOfMemoryError' })])
    const body = cellsOf(tableOf([row('psconnect', [run()]), peer]))
    assert.equal(body.at(-2)?.at(-1), '400 of 1,000, failed: OutOfMemoryError')
    assert.deepEqual(body.at(-1)?.slice(3, -1), ['–', '–', '–', '–', '–'])
  })

  it('gives no rate of a work that broke off, and no start of one that was never begun', () => {
    const [, , broken, idle] = cellsOf(
      tableOf([row('peer', [run({ trouble: 'stuck' })]), row('peer', [run({ trouble: 'stuck', startSeconds: 0 })])]),
    )
    assert.deepEqual(broken?.slice(3, -1), ['–', '–', '–', '300 MB', '1.00 s'])
    assert.deepEqual(idle?.slice(3, -1), ['–', '–', '–', '300 MB', '–'])
  })

  it('says what was sent again, and what was not committed', () => {
    const body = cellsOf(tableOf([row('psconnect', [run({ messages: 1_500, committed: 900 })])]))
    assert.equal(body.at(-1)?.at(-1), '500 sent again; committed 900')
  })

  it('has lines of one length, so that columns line up', () => {
    const table = tableOf([row('psconnect', [run()]), row('a peer with a long name', [run({ trouble: 'stuck' })])])
    assert.equal(
      new Set(
        table
          .trimEnd()
          .split('\n')
          .map(line => line.length),
      ).size,
      1,
    )
  })
})

it('its circumstances name what the figures depend on', () => {
  const text = describeCircumstances({
    date: '2026-01-02T03:04:05.000Z',
    commit: 'abc1234',
    node: 'v24.0.0',
    cores: 2,
    cpu: 'a processor',
    loadBefore: 0.5,
    answerAfterMs: 20,
    rows: [],
  })
  for (const part of ['2026-01-02', 'abc1234', 'v24.0.0', '2 cores', 'a processor', '0.50', '20 ms'])
    assert.ok(text.includes(part), part)
})
