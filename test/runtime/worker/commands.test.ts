import assert from 'node:assert/strict'
import { it } from 'node:test'
import { endless, startCounting as start } from '../support/running-worker.ts'

const limit = { timeout: 20_000 }
const ends = (lines: readonly string[]) => lines.filter(line => line.startsWith('close sink')).length

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
  assert.equal(ends(run.lines()), 0)
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

it('restarts a connector with all its tasks', limit, async context => {
  const run = await start(context, { ...endless, tasks: 2 })
  await run.until(() => run.lines().length > 20)

  await run.worker.restart('counter', { includeTasks: true, onlyFailed: false })
  assert.deepEqual([run.state(), ...run.taskStates()], ['RESTARTING', 'RESTARTING', 'RESTARTING'])
  await run.until(() => {
    // There is no moment without them.
    assert.equal(run.taskStates().length, 2)
    return ends(run.lines()) === 2
  })
  await run.until(() => run.taskStates().join() === 'RUNNING,RUNNING')
  assert.equal(ends(run.lines()), 2)
})

it('closes the service of a sink with its connector, and makes it anew with the next', limit, async context => {
  const run = await start(context, { sink: { misbehave: 'call', at: 99 } })
  const calls = () => run.lines().filter(line => line.startsWith('served ')).length
  await run.until(() => calls() === 2)

  await run.worker.stop('counter')
  assert.equal(run.lines().filter(line => line === 'close service').length, 1)
  await run.worker.patch('counter', { 'source.records': '200' })
  run.worker.resume('counter')
  await run.until(() => calls() === 202)
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
