import assert from 'node:assert/strict'
import { it } from 'node:test'
import { startCounting as start } from '../support/running-worker.ts'

/** Never gets to its end, with only a few records in flight. */
const endless = {
  source: { records: 1_000_000, bytes: 10_000 },
  sink: { delayMs: 5 },
  worker: { 'buffer.memory': 1 },
}
const limit = { timeout: 20_000 }
const starts = (lines: readonly string[]) => lines.filter(line => line.startsWith('close sink')).length

it('reads nothing while it is paused, commits what was in flight, and goes on without a gap', limit, async context => {
  const run = await start(context, { ...endless, worker: { ...endless.worker, 'offset.flush.interval.ms': 20 } })
  await run.until(() => run.lines().length > 20)

  run.worker.pause('counter')
  await run.until(() => run.taskStates()[0] === 'PAUSED')
  assert.equal(run.state(), 'PAUSED')
  await run.until(() => {
    const { counters } = run.worker.overview()[0] ?? assert.fail()
    return counters.read > 0 && counters.read === counters.stored && counters.stored === counters.committed
  })
  assert.equal(run.worker.figures().tasks[0]?.held, 0)
  const before = run.lines().length

  run.worker.resume('counter')
  await run.until(() => run.lines().length > before + 40)
  assert.equal(run.state(), 'RUNNING')
  const offsets = run.lines().flatMap(line => /record counts\/0 (\d+)/.exec(line)?.[1] ?? [])
  assert.deepEqual(
    offsets,
    offsets.map((_, index) => String(index)),
  )
  assert.equal(starts(run.lines()), 0)
})

it('begins paused, and reads once it is resumed', limit, async context => {
  const run = await start(context, {})
  await run.worker.create('other', run.otherKeys(), 'PAUSED')
  await run.until(() => run.taskStates('other')[0] === 'PAUSED')
  await run.until(() => run.worker.overview()[0]?.counters.stored === 200)
  assert.equal(run.worker.overview()[1]?.counters.read, 0)

  run.worker.resume('other')
  await run.until(() => run.worker.overview()[1]?.counters.stored === 200)
})

it('has no tasks while it is stopped, keeps its totals, and goes on where it was', limit, async context => {
  const run = await start(context, endless)
  await run.until(() => run.lines().length > 20)

  await run.worker.stop('counter')
  const status = run.worker.status('counter')
  assert.deepEqual([status.connector.state, status.tasks], ['STOPPED', []])
  const { counters, state } = run.worker.overview()[0] ?? assert.fail()
  assert.equal(state, 'STOPPED')
  assert.equal(counters.committed, run.lines().filter(line => line.startsWith('record ')).length)

  run.worker.resume('counter')
  await run.until(() => (run.worker.overview()[0]?.counters.stored ?? 0) > counters.stored + 20)
  const records = run.lines().filter(line => line.startsWith('record '))
  assert.equal(new Set(records).size, records.length)
})

it('is not started by the worker when it is to begin stopped', limit, async context => {
  const run = await start(context, {})
  await run.worker.create('other', run.otherKeys(), 'STOPPED')

  assert.equal(run.state('other'), 'STOPPED')
  run.worker.resume('other')
  await run.until(() => run.worker.overview()[1]?.counters.stored === 200)
})

it('leaves the other tasks alone when one is restarted', limit, async context => {
  const run = await start(context, { ...endless, tasks: 2 })
  await run.until(() => run.lines().length > 20)

  run.worker.restartTask('counter', 1)
  assert.deepEqual(run.taskStates(), ['RUNNING', 'RESTARTING'])
  await run.until(() => run.taskStates()[1] === 'RUNNING')
  assert.deepEqual(
    run.lines().filter(line => line.startsWith('close ')),
    ['close source 1', 'close sink 1'],
  )
})

it('restarts what has failed, and nothing else', limit, async context => {
  const run = await start(context, {
    ...endless,
    tasks: 2,
    sink: { ...endless.sink, misbehave: 'fail', task: 1, at: 50 },
  })
  await run.until(() => run.taskStates()[1] === 'FAILED')
  assert.match(run.worker.status('counter').tasks[1]?.trace ?? '', /the receiver refuses everything\n +at /)

  await run.worker.restart('counter', { includeTasks: true, onlyFailed: true })

  assert.deepEqual(run.taskStates(), ['RUNNING', 'RESTARTING'])
  assert.match(run.worker.status('counter').tasks[1]?.trace ?? '', /refuses everything/)
  await run.until(() => starts(run.lines()) === 2)
  assert.ok(!run.lines().includes('close sink 0'))
})

it('restarts a connector with all its tasks', limit, async context => {
  const run = await start(context, { ...endless, tasks: 2 })
  await run.until(() => run.lines().length > 20)

  await run.worker.restart('counter', { includeTasks: true, onlyFailed: false })
  assert.deepEqual([run.state(), ...run.taskStates()], ['RESTARTING', 'RESTARTING', 'RESTARTING'])
  await run.until(() => run.taskStates().join() === 'RUNNING,RUNNING')
  assert.equal(starts(run.lines()), 2)
})

it(
  'has failed when its source cannot be reached, says why, and begins anew when it is restarted',
  limit,
  async context => {
    const run = await start(context, {})
    await run.worker.create('other', run.otherKeys({ source: { partitions: 0 } }))
    await run.until(() => run.state('other') === 'FAILED')

    const status = run.worker.status('other')
    assert.match(status.connector.trace ?? '', /^Error: the counter cannot be reached\n/)
    assert.deepEqual(status.tasks, [])
    assert.ok(run.worker.failed.aborted)
    await run.worker.configure('other', run.otherKeys())
    await run.until(() => run.worker.overview()[1]?.counters.stored === 200)
    assert.equal(run.worker.status('other').connector.trace, undefined)
  },
)

it('does not care for one that fails beside it', limit, async context => {
  const run = await start(context, endless)
  await run.worker.create('other', run.otherKeys({ sink: { misbehave: 'fail' } }))
  await run.until(() => run.taskStates('other')[0] === 'FAILED')
  const { stored } = run.worker.overview()[0]?.counters ?? assert.fail()

  await run.until(() => (run.worker.overview()[0]?.counters.stored ?? 0) > stored + 100)
  assert.deepEqual([run.state(), ...run.taskStates()], ['RUNNING', 'RUNNING'])
})

it(
  'starts a failed task again by itself as often as it may, and only then has it failed for good',
  limit,
  async context => {
    const run = await start(context, { sink: { misbehave: 'fail' }, connector: { 'task.restart.max': 1 } })
    await run.until(() => run.taskStates()[0] === 'RESTARTING')
    assert.ok(!run.worker.failed.aborted)
    assert.match(run.worker.overview()[0]?.state ?? '', /^RESTARTING: the receiver refuses everything/)

    await run.until(() => run.worker.failed.aborted)
    assert.deepEqual(run.taskStates(), ['FAILED'])
    assert.equal(run.worker.overview()[0]?.counters.restarts, 1)
    await run.until(() => starts(run.lines()) === 2)
  },
)

it('ends also the wait for a restart when it is stopped', limit, async context => {
  const run = await start(context, { sink: { misbehave: 'fail' }, connector: { 'task.restart.max': 9 } })
  await run.until(() => run.taskStates()[0] === 'RESTARTING')

  await run.worker.stop('counter')

  assert.deepEqual([run.state(), run.taskStates()], ['STOPPED', []])
})

it('runs tasks in new threads after one has died', limit, async context => {
  const run = await start(context, { sink: { misbehave: 'exit', at: 50 } })
  await run.until(() => run.taskStates()[0] === 'FAILED')

  await run.worker.create('other', run.otherKeys())
  await run.until(() => run.worker.overview()[1]?.counters.stored === 200)
})

it('closes the service of a sink with its connector, and makes it anew with the next', limit, async context => {
  const run = await start(context, { sink: { misbehave: 'call', at: 99 } })
  const calls = () => run.lines().filter(line => line.startsWith('served ')).length
  await run.until(() => calls() === 2)

  await run.worker.stop('counter')
  assert.equal(run.lines().filter(line => line === 'close service').length, 1)
  await run.worker.patch('counter', { 'consumer.override.records': '200' })
  run.worker.resume('counter')
  await run.until(() => calls() === 202)
})

it(
  'runs the tasks of all connectors on as many threads as there may be, which die with all that is in them',
  limit,
  async context => {
    const run = await start(context, endless)
    await run.worker.create('other', run.otherKeys({ sink: { misbehave: 'exit', at: 50 } }))

    await run.until(() => [...run.taskStates(), ...run.taskStates('other')].join() === 'FAILED,FAILED')
    run.worker.restartTask('counter', 0)
    await run.until(() => run.taskStates()[0] === 'RUNNING')
  },
)

it('spreads tasks over the threads also when they are restarted', limit, async context => {
  const run = await start(context, { ...endless, tasks: 2, worker: { ...endless.worker, 'worker.threads': 2 } })
  await run.until(() => run.lines().length > 20)

  await run.worker.patch('counter', { misbehave: 'exit', task: '1' })

  await run.until(() => run.taskStates().every(state => state === 'RUNNING' || state === 'FAILED'))
  await run.until(() => run.taskStates()[1] === 'FAILED')
  assert.equal(run.taskStates()[0], 'RUNNING')
})

it('knows which topics it has read, until that is forgotten', limit, async context => {
  const run = await start(context, endless)
  await run.until(() => run.worker.topics('counter').length > 0)
  assert.deepEqual(run.worker.topics('counter'), ['counts'])

  await run.worker.stop('counter')
  run.worker.resetTopics('counter')
  assert.deepEqual(run.worker.topics('counter'), [])
  assert.deepEqual(run.worker.topics('nobody'), [])
})

it('says what it does not know', limit, async context => {
  const { worker } = await start(context, {})
  const unknown = { code: 'CONNECTOR_UNKNOWN' }

  assert.throws(() => worker.info('x'), { ...unknown, message: 'Connector x not found' })
  assert.throws(() => worker.status('x'), { ...unknown, message: 'No status found for connector x' })
  assert.throws(() => worker.pause('x'), { ...unknown, message: 'Unknown connector x' })
  await assert.rejects(worker.stop('x'), unknown)
  await assert.rejects(worker.remove('x'), unknown)
  await assert.rejects(worker.restart('x', { includeTasks: true, onlyFailed: false }), unknown)
  assert.throws(() => worker.restartTask('counter', 7), { code: 'TASK_UNKNOWN', message: 'Task counter-7 not found' })
})
