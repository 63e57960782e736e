import assert from 'node:assert/strict'
import { it } from 'node:test'
import { TaskRestarts } from '../../../runtime/worker/task-restarts.ts'

const soon = 1_000
const minutes = 60_000

it('starts nothing again where that is not asked for', () => {
  assert.equal(new TaskRestarts(0).next(20 * minutes), undefined)
})

it('doubles the wait each time, with some chance in it, until there have been enough', () => {
  const restarts = new TaskRestarts(3)
  for (const longest of [1_000, 2_000, 4_000]) {
    const delay = restarts.next(soon) ?? assert.fail()
    assert.ok(delay >= longest / 2 && delay <= longest, `${delay} ms`)
  }
  assert.equal(restarts.count, '3 of 3')
  assert.equal(restarts.next(soon), undefined)
})

it('waits five minutes at most', () => {
  const restarts = new TaskRestarts(1_000)
  const delays = Array.from({ length: 100 }, () => restarts.next(soon) ?? assert.fail())
  assert.ok(Math.max(...delays) <= 5 * minutes)
})

it('counts anew once a task has run well', () => {
  const restarts = new TaskRestarts(1)
  assert.notEqual(restarts.next(soon), undefined)
  assert.equal(restarts.next(9 * minutes), undefined)
  assert.notEqual(restarts.next(10 * minutes), undefined)
})
