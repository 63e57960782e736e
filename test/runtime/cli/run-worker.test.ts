import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { it, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Counting, counting, until } from '../support/counting.ts'

const program = fileURLToPath(new URL('../../fixtures/runtime-worker-process.ts', import.meta.url))

/** A worker in a process of its own, killed at the end of the test. */
function start(context: TestContext, differs: Counting, flags: readonly string[] = []) {
  const { workerFile, connectorFile, lines, remove } = counting(differs)
  const args = ['-C', 'psconnect-source', program, workerFile, connectorFile, ...flags]
  const child = spawn(process.execPath, args)
  context.after(async () => {
    child.kill('SIGKILL')
    await endOf(child)
    remove()
  })
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', text => (said.stdout += text))
  child.stderr.on('data', text => (said.stderr += text))
  return { child, said, lines, connectorFile, until: (condition: () => boolean) => until(context, condition) }
}

const endOf = async (child: ChildProcess): Promise<number | null> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close')
  return child.exitCode
}
const recordsIn = (lines: readonly string[]) => lines.filter(line => line.startsWith('record '))

it('stops on SIGTERM with everything stored and committed, and exits with 0', { timeout: 30_000 }, async context => {
  const worker = start(context, { sink: { delayMs: 50 }, source: { records: 10_000 } })
  await worker.until(() => recordsIn(worker.lines()).length > 0)

  worker.child.kill('SIGTERM')

  assert.equal(await endOf(worker.child), 0)
  const committed = [
    ...worker
      .lines()
      .join('\n')
      .matchAll(/commit \S+ (\d+)/g),
  ].map(([, offset]) => Number(offset))
  assert.equal(
    committed.reduce((sum, offset) => sum + offset, 0),
    recordsIn(worker.lines()).length,
  )
  const log = worker.said.stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as { message: string })
  assert.match(log[0]?.message ?? '', /^psconnect \S+ runs counter: tasks 1, threads 1, 64 MiB for records$/)
  assert.match(String(log.at(-2)?.message), /records\/s .* committed/)
  assert.equal(log.at(-1)?.message, 'stopped')
})

it('ends at once on the second signal', { timeout: 30_000 }, async context => {
  const worker = start(context, { sink: { misbehave: 'stall', attemptTimeoutMs: 3_600_000 } })
  await worker.until(() => worker.said.stdout.includes('runs counter'))

  worker.child.kill('SIGINT')
  await worker.until(() => worker.said.stdout.includes('SIGINT: stopping'))
  await sleep(1_000)
  worker.child.kill('SIGINT')

  assert.equal(await endOf(worker.child), 130)
})

it('takes a signal that arrives by two ways at once for one', { timeout: 30_000 }, async context => {
  const worker = start(context, { sink: { delayMs: 200 }, source: { records: 10_000 } })
  await worker.until(() => recordsIn(worker.lines()).length > 0)

  worker.child.kill('SIGTERM')
  await worker.until(() => worker.said.stdout.includes('SIGTERM: stopping'))
  worker.child.kill('SIGTERM')

  assert.equal(await endOf(worker.child), 0)
  assert.match(worker.said.stdout, /"message":"stopped"/)
})

it('does not start when a source cannot be reached, and says why in one line', { timeout: 30_000 }, async context => {
  const worker = start(context, { source: { partitions: 0 } })

  assert.equal(await endOf(worker.child), 2)
  const line = JSON.parse(worker.said.stdout) as { level: string; message: string }
  assert.equal(line.level, 'error')
  assert.equal(line.message, 'connector counter cannot start: the counter cannot be reached')
})

it('stays up when its only task has failed', { timeout: 30_000 }, async context => {
  const worker = start(context, { sink: { misbehave: 'fail' } })
  await worker.until(() => worker.said.stdout.includes('the task has failed'))
  await worker.until(() => worker.lines().includes('close sink 0'))

  assert.equal(worker.child.exitCode, null)
  worker.child.kill('SIGTERM')
  assert.equal(await endOf(worker.child), 0)
})

it('ends with 4 when a task has failed and that is to be the end, with the others stopped as ever', {
  timeout: 30_000,
}, async context => {
  const worker = start(context, { tasks: 2, sink: { misbehave: 'fail', task: 0 } }, ['--exit-on-failure'])

  assert.equal(await endOf(worker.child), 4)
  assert.match(worker.said.stdout, /stopping, as a task has failed/)
  assert.match(worker.said.stdout, /"message":"stopped"/)
  assert.ok(worker.lines().includes('close sink 1'))
})

it('ends with 4 only once a task is not started again any more', { timeout: 30_000 }, async context => {
  const worker = start(context, { sink: { misbehave: 'fail' }, connector: { 'task.restart.max': 1 } }, [
    '--exit-on-failure',
  ])

  assert.equal(await endOf(worker.child), 4)
  assert.match(
    worker.said.stdout,
    /the task is started again in \d+ ms \(1 of 1 restarts in a row: task\.restart\.max\)/,
  )
  assert.equal(worker.lines().filter(line => line === 'close sink 0').length, 2)
})

it('says no secret, wherever it turns up', { timeout: 30_000 }, async context => {
  const worker = start(context, { sink: { misbehave: 'fail' }, connector: { 'some.password': 'refuses everything' } })
  await worker.until(() => worker.said.stdout.includes('the task has failed'))
  worker.child.kill('SIGTERM')
  await endOf(worker.child)

  assert.ok(worker.said.stdout.includes('the receiver [hidden]'))
  assert.ok(!worker.said.stdout.includes('refuses everything'))
})

it('leaves nothing uncarried when it is killed again and again', { timeout: 60_000 }, async context => {
  const { workerFile, connectorFile, lines, remove } = counting({
    source: { records: 300, partitions: 2 },
    sink: { delayMs: 5 },
    worker: { 'offset.flush.interval.ms': 5, 'buffer.memory': 1 },
  })
  const distinct = () => new Set(recordsIn(lines())).size
  for (let kills = 0; distinct() < 600; kills++) {
    const before = distinct()
    const child = spawn(process.execPath, ['-C', 'psconnect-source', program, workerFile, connectorFile], {
      stdio: 'ignore',
    })
    await until(context, () => distinct() >= Math.min(before + 200, 600))
    child.kill('SIGKILL')
    await once(child, 'close')
    assert.ok(kills < 20)
  }
  remove()
})
