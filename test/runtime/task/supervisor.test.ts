import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import { Supervisor } from '../../../runtime/task/supervisor.ts'
import type { LogRecord } from '../../../runtime/telemetry/log-record.ts'
import { type Counting, counting, until } from '../support/counting.ts'

/** Runs a counting connector until the end of the test. */
function start(context: TestContext, differs: Counting) {
  const { config, lines, remove } = counting(differs)
  const log: LogRecord[] = []
  const supervisor = new Supervisor(config, line => log.push(line))
  supervisor.start()
  context.after(async () => {
    await supervisor.stop()
    remove()
  })
  return { supervisor, log, lines, until: (condition: () => boolean) => until(context, condition) }
}

const records = (lines: readonly string[]) => lines.filter(line => line.startsWith('record '))
const all = ({ supervisor }: { supervisor: Supervisor }) => supervisor.status()[0] ?? assert.fail()

it('carries all records, and commits and closes everything on stop', { timeout: 20_000 }, async context => {
  const worker = start(context, { tasks: 2 })
  await worker.until(() => all(worker).counters.stored === 200)

  assert.equal(await worker.supervisor.stop(), true)

  const lines = worker.lines()
  assert.equal(new Set(records(lines)).size, 200)
  assert.deepEqual(lines.filter(line => line.startsWith('commit ')).toSorted(), [
    'commit counts/0 100',
    'commit counts/1 100',
  ])
  assert.equal(lines.filter(line => line.startsWith('close ')).length, 4)
  assert.equal(all(worker).state, 'STOPPED')
  assert.equal(all(worker).counters.committed, 200)
})

it('lets what is in flight be stored and commits it, when it is told to stop', { timeout: 20_000 }, async context => {
  const worker = start(context, { sink: { delayMs: 300 }, source: { records: 30 } })
  await worker.until(() => all(worker).counters.read > 0)

  await worker.supervisor.stop()

  const lines = worker.lines()
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
  const worker = start(context, { sink: { misbehave: 'stall', at: 20 }, worker: { shutdownTimeoutMs: 10 } })
  await worker.until(() => all(worker).state === 'RUNNING (retrying: nobody answers)')

  await worker.supervisor.stop()

  assert.deepEqual(
    worker
      .lines()
      .filter(line => line.startsWith('commit '))
      .toSorted(),
    ['commit counts/0 20', 'commit counts/1 20'],
  )
  assert.ok(worker.log.some(({ message }) => message.startsWith('160 records were read but not committed')))
})

it('fails only the task whose sink fails', { timeout: 20_000 }, async context => {
  const worker = start(context, { tasks: 2, sink: { misbehave: 'fail', task: 1, at: 50 } })
  await worker.until(() => all(worker).state.startsWith('FAILED') && all(worker).counters.stored === 150)

  assert.equal(all(worker).state, 'FAILED (1 of 2 tasks): the receiver refuses everything')
  await worker.until(() => worker.lines().includes('close sink 1'))
  assert.ok(worker.lines().includes('commit counts/1 50'))
  assert.ok(!worker.lines().includes('close sink 0'))
})

it('fails a task on a record that the sink refuses, and says which', { timeout: 20_000 }, async context => {
  const worker = start(context, { sink: { misbehave: 'reject', at: 99 }, source: { partitions: 1 } })
  await worker.until(() => all(worker).state.startsWith('FAILED'))

  assert.equal(
    all(worker).state,
    'FAILED: counts/0 offset 99: the sink refused the record: too odd (errors.tolerance=none)',
  )
})

it('skips and counts refused records where they are tolerated', { timeout: 20_000 }, async context => {
  const worker = start(context, { tolerance: 'all', sink: { misbehave: 'reject', at: 95 } })
  await worker.until(() => all(worker).counters.stored === 200)

  assert.equal(all(worker).counters.skipped, 10)
  await worker.supervisor.stop()
  assert.equal(all(worker).counters.committed, 200)
})

it('marks the tasks of a thread that dies, and leaves other threads alone', { timeout: 20_000 }, async context => {
  const worker = start(context, { tasks: 2, sink: { misbehave: 'exit', at: 50 }, worker: { threads: 2 } })
  await worker.until(() => all(worker).state.startsWith('FAILED') && all(worker).counters.stored >= 100)

  assert.equal(all(worker).state, 'FAILED (1 of 2 tasks): its thread has died: the thread ended with code 7')
  assert.equal(await worker.supervisor.stop(), true)
  assert.ok(worker.lines().includes('commit counts/1 100'))
})

it('fails the tasks of a thread in which an error was awaited by nobody', { timeout: 20_000 }, async context => {
  const worker = start(context, { tasks: 2, sink: { misbehave: 'crash' } })
  await worker.until(() => all(worker).state === 'FAILED: a bug in a plugin')

  assert.ok(worker.log.some(({ message }) => message.startsWith('an error was awaited by nobody')))
})

it('reads no more than the memory allows while the sink stalls', { timeout: 20_000 }, async context => {
  const worker = start(context, {
    sink: { misbehave: 'stall' },
    source: { partitions: 1, bytes: 100_000, records: 10_000 },
    worker: { bufferMemory: 8 * 2 ** 20, shutdownTimeoutMs: 10 },
  })
  await worker.until(() => all(worker).counters.readBytes > 7_000_000)
  await worker.supervisor.stop()

  assert.equal(all(worker).counters.readBytes, 8_000_000)
  assert.equal(all(worker).counters.stored, 0)
})

it('lets a sink call its service on the main thread, and gives it the service’s errors', {
  timeout: 20_000,
}, async context => {
  const worker = start(context, { sink: { misbehave: 'call', at: 99 } })
  await worker.until(() => all(worker).counters.stored === 200)

  assert.ok(worker.lines().includes('served token JOURNAL_UNAVAILABLE'))
})

it('commits again what could not be committed', { timeout: 20_000 }, async context => {
  const worker = start(context, { source: { failCommits: 2 }, worker: { offsetFlushIntervalMs: 20 } })
  await worker.until(() => all(worker).counters.committed === 200)

  assert.equal(all(worker).counters.commitFailures, 2)
  assert.ok(worker.log.some(({ level, message }) => level === 'warn' && message.includes('tried again')))
})
