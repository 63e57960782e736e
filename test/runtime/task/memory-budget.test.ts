import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Worker } from 'node:worker_threads'
import type { Reservation } from '../../../runtime/api/source.ts'
import { TaskBudget } from '../../../runtime/task/memory-budget.ts'
import { floorOf, type SharedBudget, Slots, shareBudget } from '../../../runtime/task/shared-budget.ts'

const megabyte = 2 ** 20
const never = new AbortController().signal
const turn = () => new Promise(setImmediate)
const held = ({ held: slots }: SharedBudget) => slots.reduce((sum, bytes) => sum + Number(bytes), 0)

/** What a worker has for so many tasks. */
function budgetFor(bytes: number, tasks: number): SharedBudget {
  const shared = shareBudget(bytes)
  new Slots(shared).take(tasks)
  return shared
}

async function letIn(waiting: Promise<unknown>): Promise<boolean> {
  let entered = false
  void waiting.then(() => (entered = true))
  await turn()
  await turn()
  return entered
}

it('makes fetches as large as the memory allows for four of them a task, from 1 to 16 MB', () => {
  assert.equal(floorOf(budgetFor(64 * megabyte, 1)), 16 * megabyte)
  assert.equal(floorOf(budgetFor(64 * megabyte, 10)), Math.floor(1.6 * megabyte))
  assert.equal(floorOf(budgetFor(64 * megabyte, 100)), megabyte)
  assert.equal(floorOf(budgetFor(1024 * megabyte, 1)), 16 * megabyte)
})

it('lets in what fits and makes the rest wait until something is given back', async () => {
  const budget = new TaskBudget(budgetFor(64 * megabyte, 1), 0)
  const four = await Promise.all(Array.from({ length: 4 }, () => budget.reserve(16 * megabyte, never)))
  const fifth = budget.reserve(16 * megabyte, never)

  assert.equal(await letIn(fifth), false)
  four[0]?.release()
  await fifth
})

it('leaves each task room for one fetch, whatever another holds', async () => {
  const shared = budgetFor(64 * megabyte, 2)
  const greedy = new TaskBudget(shared, 0)
  for (let bytes = 0; bytes < 56 * megabyte; bytes += 8 * megabyte) await greedy.reserve(8 * megabyte, never)

  assert.equal(await letIn(greedy.reserve(1, never)), false)
  await new TaskBudget(shared, 1).reserve(floorOf(shared), never)
  assert.equal(held(shared), 64 * megabyte)
})

it('lets in anything for a task that holds nothing, and makes others wait for it', async () => {
  const shared = budgetFor(8 * megabyte, 2)
  const large = await new TaskBudget(shared, 0).reserve(50 * megabyte, never)
  const other = new TaskBudget(shared, 1)
  await other.reserve(floorOf(shared), never)
  const more = other.reserve(1, never)

  assert.equal(await letIn(more), false)
  large.release()
  await more
})

it('counts what a response weighs beyond what was asked for', async () => {
  const budget = new TaskBudget(budgetFor(8 * megabyte, 1), 0)
  const reservation = await budget.reserve(2 * megabyte, never)
  reservation.resize(8 * megabyte)
  const more = budget.reserve(1, never)

  assert.equal(await letIn(more), false)
  reservation.resize(1)
  await more
})

it('ends the wait of one whose signal aborts, and lets the next in its turn', async () => {
  const budget = new TaskBudget(budgetFor(4 * megabyte, 1), 0)
  const first = await budget.reserve(4 * megabyte, never)
  const stop = new AbortController()
  const second = budget.reserve(4 * megabyte, stop.signal)
  const third = budget.reserve(4 * megabyte, never)

  stop.abort()
  await assert.rejects(second, { name: 'AbortError' })
  assert.equal(await letIn(third), false)
  first.release()
  await third
})

it('takes back what a task held when it ends or its thread dies, once', async () => {
  const shared = shareBudget(64 * megabyte)
  const slots = new Slots(shared)
  const [first = -1, second = -1] = slots.take(2)
  const ended = new TaskBudget(shared, first)
  const late = await ended.reserve(megabyte, never)
  await new TaskBudget(shared, second).reserve(megabyte, never)

  ended.close()
  slots.free(second)
  late.release()

  assert.equal(held(shared), 0)
})

it('gives more room to those that stay when others end, and their slots to those that come', async () => {
  const shared = shareBudget(16 * megabyte)
  const slots = new Slots(shared)
  const [first = -1, ...others] = slots.take(4)
  const budget = new TaskBudget(shared, first)
  await budget.reserve(megabyte, never)
  const greedy = budget.reserve(14 * megabyte, never)

  assert.equal(await letIn(greedy), false)
  assert.equal(budget.fetchBytes, megabyte)
  for (const slot of others) slots.free(slot)
  await greedy

  assert.equal(budget.fetchBytes, 4 * megabyte)
  assert.deepEqual(slots.take(3), others)
})

it('lends nothing while it is paused, not even to who waited before', async () => {
  const budget = new TaskBudget(budgetFor(4 * megabyte, 1), 0)
  const first = await budget.reserve(4 * megabyte, never)
  const second = budget.reserve(megabyte, never)

  budget.pause()
  first.release()
  assert.equal(await letIn(second), false)
  budget.resume()
  await second
})

it('ends a wait in a pause when its signal aborts', async () => {
  const budget = new TaskBudget(budgetFor(4 * megabyte, 1), 0)
  budget.pause()
  const stop = new AbortController()
  const waiting = budget.reserve(1, stop.signal)

  stop.abort()

  await assert.rejects(waiting, { name: 'AbortError' })
})

it('neither leaks nor exceeds its bounds, whatever is reserved, resized and released in whatever order', async () => {
  const shared = budgetFor(16 * megabyte, 3)
  const tasks = [0, 1, 2].map(task => new TaskBudget(shared, task))
  const random = numbersFrom(7)
  const lent: Reservation[] = []
  const waiting: Promise<unknown>[] = []
  for (let step = 0; step < 3_000; step++) {
    const task = tasks[Math.floor(random() * 3)] as TaskBudget
    if (random() < 0.5)
      waiting.push(task.reserve(Math.floor(random() * megabyte), never).then(reservation => lent.push(reservation)))
    if (random() < 0.6) giveBack(lent.splice(Math.floor(random() * lent.length), 1))
    if (step % 10 === 0) await turn()
    assert.ok(held(shared) <= 16 * megabyte)
  }
  while (waiting.length > 0) {
    giveBack(lent.splice(0))
    await Promise.race([waiting.pop(), turn()])
  }
  await turn()
  giveBack(lent.splice(0))

  assert.equal(held(shared), 0)
})

it('is exact when tasks on several threads compete for it', { timeout: 60_000 }, async () => {
  const shared = budgetFor(8 * megabyte, 2)
  const granted = new BigInt64Array(new SharedArrayBuffer(16))
  const code = new URL('../../fixtures/runtime-budget-thread.ts', import.meta.url)
  const threads = [0, 1].map(task => new Worker(code, { workerData: { shared, task, granted } }))

  await Promise.all(
    threads.map(thread => new Promise((resolve, reject) => thread.on('exit', resolve).on('error', reject))),
  )

  assert.equal(held(shared), 0)
  assert.ok(Number(granted[1]) > 7 * megabyte, 'they never competed')
  assert.ok(Number(granted[1]) <= 8 * megabyte, `${granted[1]} bytes were held`)
})

function giveBack(reservations: readonly Reservation[]): void {
  for (const reservation of reservations) {
    reservation.resize(1)
    reservation.release()
    reservation.release()
  }
}

/** Repeatable numbers from 0 to 1. */
function numbersFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}
