import assert from 'node:assert/strict'
import { it } from 'node:test'
import { startOffset } from '../../../clients/kafka/start-offsets.ts'

const log = { start: 10n, end: 20n, latest: 20n }
const from = (committed: bigint | null, policy: 'earliest' | 'latest' | 'none') =>
  startOffset({ name: 't/0', committed }, log, policy)

it('goes on at the committed offset, its log’s two ends included', () => {
  for (const committed of [10n, 15n, 20n]) {
    assert.deepEqual(from(committed, 'none'), { offset: committed, expired: 0n, remark: '' })
  }
})

it('starts where the policy says when nothing is committed, and finds nothing unusual in that', () => {
  assert.deepEqual(from(null, 'earliest'), { offset: 10n, expired: 0n, remark: '' })
  assert.deepEqual(from(null, 'latest'), { offset: 20n, expired: 0n, remark: '' })
  assert.throws(() => from(null, 'none'), /No offset is committed for t\/0.*auto\.offset\.reset is none/)
})

it('starts at the first open transaction where that is the latest that may be read', () => {
  const open = { ...log, latest: 17n }
  assert.equal(startOffset({ name: 't/0', committed: null }, open, 'latest').offset, 17n)
  assert.equal(startOffset({ name: 't/0', committed: 19n }, open, 'latest').offset, 19n)
})

it('says how many records expired unread', () => {
  const { offset, expired, remark } = from(3n, 'earliest')
  assert.equal(offset, 10n)
  assert.equal(expired, 7n)
  assert.match(
    remark,
    /7 records of t\/0 \(offsets 3 to 9\) were deleted from Kafka before they were read; goes on at 10/,
  )
  assert.equal(from(3n, 'latest').offset, 20n)
  assert.throws(() => from(3n, 'none'), /7 records/)
})

it('says that a log was cut off below the committed offset', () => {
  const { offset, expired, remark } = from(21n, 'earliest')
  assert.equal(offset, 10n)
  assert.equal(expired, 0n)
  assert.match(remark, /read from offset 21, but ends at 20/)
})
