import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Worker } from '../../../runtime/worker/worker.ts'
import { startCounting as start } from '../support/running-worker.ts'

const records = (lines: readonly string[]) => lines.filter(line => line.startsWith('record '))
const all = ({ worker }: { worker: Worker }) => worker.overview()[0] ?? assert.fail()

it('carries all records, and commits and closes everything on stop', { timeout: 20_000 }, async context => {
  const run = await start(context, { tasks: 2 })
  await run.until(() => all(run).counters.stored === 200)

  assert.equal(await run.worker.end(), true)

  const lines = run.lines()
  assert.equal(new Set(records(lines)).size, 200)
  assert.deepEqual(lines.filter(line => line.startsWith('commit ')).toSorted(), [
    'commit counts/0 100',
    'commit counts/1 100',
  ])
  assert.equal(lines.filter(line => line.startsWith('close ')).length, 4)
  assert.equal(all(run).state, 'STOPPED')
  assert.equal(all(run).counters.committed, 200)
})

it('lets what is in flight be stored and commits it, when it is told to stop', { timeout: 20_000 }, async context => {
  const run = await start(context, { sink: { delayMs: 300 }, source: { records: 30 } })
  await run.until(() => all(run).counters.read > 0)

  await run.worker.end()

  const lines = run.lines()
  const committed = [...lines.join('\n').matchAll(/commit \S+ (\d+)/g)].map(([, offset]) => Number(offset))
  assert.ok(records(lines).length > 0)
  assert.equal(
    committed.reduce((sum, offset) => sum + offset),
    records(lines).length,
  )
})

it('commits what is stored when the time to stop is over, and says what is sent again', {
  timeout: 20_000,
}, async context => {
  const run = await start(context, {
    sink: { misbehave: 'stall', at: 20 },
    worker: { 'task.shutdown.graceful.timeout.ms': 10 },
  })
  await run.until(() => all(run).state === 'RUNNING (retrying: nobody answers)')

  await run.worker.end()

  assert.deepEqual(
    run
      .lines()
      .filter(line => line.startsWith('commit '))
      .toSorted(),
    ['commit counts/0 20', 'commit counts/1 20'],
  )
  assert.ok(run.log.some(({ message }) => message.startsWith('160 records were read but not committed')))
})

it('has as lag what was read and is not stored, and tells in the status what is waited for', {
  timeout: 20_000,
}, async context => {
  const run = await start(context, {
    sink: { misbehave: 'stall', at: 20 },
    worker: { 'task.shutdown.graceful.timeout.ms': 10 },
  })

  await run.until(() => all(run).counters.lag === 160 && all(run).counters.read === 200)

  assert.deepEqual(run.worker.status('counter').tasks, [
    { id: 0, state: 'RUNNING', workerId: run.worker.id, retrying: 'nobody answers' },
  ])
})

it('fails only the task whose sink fails', { timeout: 20_000 }, async context => {
  const run = await start(context, { tasks: 2, sink: { misbehave: 'fail', task: 1, at: 50 } })
  await run.until(() => all(run).state.startsWith('FAILED') && all(run).counters.stored === 150)

  assert.equal(all(run).state, 'FAILED (1 of 2 tasks): the receiver refuses everything')
  await run.until(() => run.lines().includes('close sink 1'))
  assert.ok(run.lines().includes('commit counts/1 50'))
  assert.ok(!run.lines().includes('close sink 0'))
  await run.worker.end()
  assert.equal(all(run).state, 'FAILED (1 of 2 tasks): the receiver refuses everything')
})

it('fails a task on a record that the sink refuses, and says which', { timeout: 20_000 }, async context => {
  const run = await start(context, { sink: { misbehave: 'reject', at: 99 }, source: { partitions: 1 } })
  await run.until(() => all(run).state.startsWith('FAILED'))

  assert.equal(
    all(run).state,
    'FAILED: counts/0 offset 99: the sink runtime-journal refused the record: too odd (errors.tolerance=none)',
  )
})

it('skips and counts refused records where they are tolerated', { timeout: 20_000 }, async context => {
  const run = await start(context, { connector: { 'errors.tolerance': 'all' }, sink: { misbehave: 'reject', at: 95 } })
  await run.until(() => all(run).counters.stored === 200)

  assert.equal(all(run).counters.skipped, 10)
  await run.worker.end()
  assert.equal(all(run).counters.committed, 200)
})

it('marks the tasks of a thread that dies, and leaves other threads alone', { timeout: 20_000 }, async context => {
  const run = await start(context, { tasks: 2, sink: { misbehave: 'exit', at: 50 }, worker: { 'worker.threads': 2 } })
  await run.until(() => all(run).state.startsWith('FAILED') && all(run).counters.stored >= 100)

  assert.equal(
    all(run).state,
    'FAILED (1 of 2 tasks): its thread has died: the thread ended with code 7, as process.exit() does',
  )
  assert.equal(await run.worker.end(), true)
  assert.ok(run.lines().includes('commit counts/1 100'))
})

it('fails the task whose code threw an error that nobody awaited, and no other', { timeout: 20_000 }, async context => {
  const run = await start(context, { tasks: 2, sink: { misbehave: 'crash', task: 1, at: 50 } })
  await run.until(() => run.taskStates()[1] === 'FAILED' && all(run).counters.stored === 150)

  assert.equal(run.taskStates()[0], 'RUNNING')
  assert.match(
    run.worker.status('counter').tasks[1]?.trace ?? '',
    /threw where nobody waits for it.*: a bug in a plugin/,
  )
})

it('reads no more than the memory allows while the sink stalls', { timeout: 20_000 }, async context => {
  const run = await start(context, {
    sink: { misbehave: 'stall' },
    source: { partitions: 1, bytes: 100_000, records: 10_000 },
    worker: { 'buffer.memory': 8 * 2 ** 20, 'task.shutdown.graceful.timeout.ms': 10 },
  })
  await run.until(() => all(run).counters.readBytes > 7_000_000)
  await run.worker.end()

  assert.equal(all(run).counters.readBytes, 8_000_000)
  assert.equal(all(run).counters.stored, 0)
})

it('lets a sink call its service on the main thread, and gives it the service’s errors', {
  timeout: 20_000,
}, async context => {
  const run = await start(context, { sink: { misbehave: 'call', at: 99 } })
  await run.until(() => all(run).counters.stored === 200)

  assert.ok(run.lines().includes('served token JOURNAL_UNAVAILABLE'))
})

it('commits again what could not be committed', { timeout: 20_000 }, async context => {
  const run = await start(context, { source: { failCommits: 2 }, worker: { 'offset.flush.interval.ms': 20 } })
  await run.until(() => all(run).counters.committed === 200)

  assert.equal(all(run).counters.commitFailures, 2)
  assert.ok(run.log.some(({ level, message }) => level === 'warn' && message.includes('tried again')))
})
