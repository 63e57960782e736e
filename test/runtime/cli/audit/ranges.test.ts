import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { common, countOf, type Range, Ranges, without } from '../../../../runtime/cli/audit/ranges.ts'

/** The same numbers in each run: mulberry32. */
function random(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const rangesOf = (offsets: Iterable<bigint>): Ranges => {
  const ranges = new Ranges()
  for (const offset of offsets) ranges.add(offset)
  return ranges
}

const offsetsIn = (ranges: readonly Range[]): bigint[] =>
  ranges.flatMap(({ from, to }) => Array.from({ length: Number(to - from) }, (_, index) => from + BigInt(index)))

const sorted = (offsets: Iterable<bigint>): bigint[] => [...offsets].toSorted((one, other) => Number(one - other))

const seeds = Array.from({ length: 200 }, (_, seed) => seed)
const someOffsets = (next: (below: number) => number): bigint[] =>
  Array.from({ length: next(80) }, () => BigInt(next(60)))

describe('ranges of offsets', () => {
  it('hold what a set holds, in whatever order it came, and say of each whether it was there', () => {
    for (const seed of seeds) {
      const set = new Set<bigint>()
      const ranges = new Ranges()
      for (const offset of someOffsets(random(seed))) {
        assert.equal(ranges.add(offset), !set.has(offset))
        set.add(offset)
      }
      assert.deepEqual(offsetsIn(ranges.list), sorted(set))
      assert.equal(countOf(ranges.list), BigInt(set.size))
    }
  })

  it('are in order, and two that touch are one', () => {
    for (const seed of seeds) {
      const { list } = rangesOf(someOffsets(random(seed)))
      for (const [index, { from, to }] of list.entries()) {
        assert.ok(from < to)
        assert.ok(from > (list[index - 1]?.to ?? -1n))
      }
    }
  })

  it('are subtracted and intersected as sets are', () => {
    for (const seed of seeds) {
      const next = random(seed)
      const [one, other] = [new Set(someOffsets(next)), new Set(someOffsets(next))]
      const [ranges, taken] = [rangesOf(one).list, rangesOf(other).list]
      assert.deepEqual(
        offsetsIn(without(ranges, taken)),
        sorted(one).filter(offset => !other.has(offset)),
      )
      assert.deepEqual(
        offsetsIn(common(ranges, taken)),
        sorted(one).filter(offset => other.has(offset)),
      )
    }
  })

  it('of a million offsets in order are one', () => {
    const ranges = new Ranges()
    for (let offset = 0n; offset < 1_000_000n; offset++) ranges.add(offset)
    assert.deepEqual(ranges.list, [{ from: 0n, to: 1_000_000n }])
  })
})
