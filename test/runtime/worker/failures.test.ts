import assert from 'node:assert/strict'
import { it } from 'node:test'
import { endless, startCounting as start } from '../support/running-worker.ts'

const limit = { timeout: 20_000 }
const ends = (lines: readonly string[]) => lines.filter(line => line.startsWith('close sink')).length

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
  await run.until(() => ends(run.lines()) === 2)
  assert.ok(!run.lines().includes('close sink 0'))
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
    assert.deepEqual(run.worker.figures().startups.connector, { attempts: 2, successes: 1, failures: 1 })
    await run.worker.configure('other', run.otherKeys())
    await run.until(() => run.worker.overview()[1]?.counters.stored === 200)
    assert.equal(run.worker.status('other').connector.trace, undefined)
    assert.deepEqual(run.worker.figures().startups.connector, { attempts: 3, successes: 2, failures: 1 })
  },
)

it('has no tasks any more when it cannot begin anew, and none when it is stopped meanwhile', limit, async context => {
  const run = await start(context, endless)
  await run.worker.patch('counter', { 'source.partitions': '0' })
  await run.until(() => run.state() === 'FAILED')
  assert.deepEqual(run.taskStates(), [])

  await run.worker.patch('counter', { 'source.partitions': '2' })
  await run.until(() => run.taskStates()[0] === 'RUNNING')
  await run.worker.restart('counter', { includeTasks: true, onlyFailed: false })
  await run.worker.stop('counter')
  assert.deepEqual([run.state(), run.taskStates()], ['STOPPED', []])
})

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
    await run.until(() => ends(run.lines()) === 2)
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
