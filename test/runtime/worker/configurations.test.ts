import assert from 'node:assert/strict'
import { it } from 'node:test'
import { startCounting as start } from '../support/running-worker.ts'

const limit = { timeout: 20_000 }

it('creates a connector, shows its configuration as it was given, and removes it', limit, async context => {
  const run = await start(context, {})
  const keys = run.otherKeys({ connector: { label: '${env:HOME}' } })

  await assert.rejects(run.worker.create('other', keys), /connector other: label needs the environment variable HOME/)
  const { label: _, ...good } = keys
  await run.worker.create('other', good)
  assert.deepEqual(run.worker.connectors(), ['counter', 'other'])
  await run.until(() => run.worker.overview()[1]?.counters.stored === 200)
  assert.deepEqual(run.worker.info('other'), {
    name: 'other',
    config: { ...good, name: 'other' },
    tasks: [{ connector: 'other', task: 0 }],
    type: 'sink',
  })

  await run.worker.remove('other')
  assert.deepEqual(run.worker.connectors(), ['counter'])
})

it('may be created again at once after it was removed, and its tasks do not meet', limit, async context => {
  const run = await start(context, { sink: { delayMs: 50 }, worker: { 'buffer.memory': 1 }, source: { bytes: 50_000 } })
  await run.until(() => run.lines().length > 1)
  const { config } = run.worker.info('counter')

  const removed = run.worker.remove('counter')
  await run.worker.create('counter', config)
  await removed

  const records = () => run.lines().filter(line => line.startsWith('record '))
  await run.until(() => new Set(records()).size === 200)
  // What the first had in flight is committed before the second looks where to begin.
  assert.equal(records().length, 200)
})

it('refuses a name that is taken, and one that differs from the configuration’s', limit, async context => {
  const { worker, otherKeys } = await start(context, {})

  await assert.rejects(worker.create('counter', otherKeys()), {
    code: 'CONNECTOR_EXISTS',
    message: 'Connector counter already exists',
  })
  await assert.rejects(worker.create('other', { ...otherKeys(), name: 'another' }), {
    code: 'CONFIG_INVALID',
    message: "Connector name configuration (another) doesn't match connector name in the URL (other)",
  })
  await assert.rejects(worker.configure('counter', { ...otherKeys(), 'tasks.max': '0' }), {
    code: 'CONFIG_INVALID',
    message: 'the configuration has 1 error:\n  connector counter: tasks.max must be at least 1 (found "0")',
  })
  await assert.rejects(worker.create('other', { name: 'other' }), /connector.class is missing/)
  await assert.rejects(worker.create(' counter', otherKeys()), { code: 'CONFIG_INVALID' })
  assert.deepEqual(worker.connectors(), ['counter'])
})

it('takes no more connectors once it is stopping', limit, async context => {
  const { worker, otherKeys } = await start(context, {})
  const ending = worker.end()

  await assert.rejects(worker.create('other', otherKeys()), { code: 'CONNECTOR_STATE' })
  assert.equal(await ending, true)
})

it('goes on with another configuration where it was, and its totals do not fall', limit, async context => {
  const run = await start(context, {})
  await run.until(() => run.worker.overview()[0]?.counters.stored === 200)
  const { config } = run.worker.info('counter')

  assert.equal(await run.worker.configure('counter', { ...config, 'source.records': '150' }), 'replaced')
  assert.equal(run.state(), 'RESTARTING')

  await run.until(() => run.worker.overview()[0]?.counters.stored === 300)
  const records = run.lines().filter(line => line.startsWith('record '))
  assert.equal(new Set(records).size, 300)
  assert.equal(records.length, 300)
})

it('stays stopped with another configuration', limit, async context => {
  const run = await start(context, {})
  await run.worker.stop('counter')

  await run.worker.patch('counter', { 'tasks.max': '3' })
  assert.equal(run.state(), 'STOPPED')
  run.worker.resume('counter')
  await run.until(() => run.taskStates().join() === 'RUNNING,RUNNING,RUNNING')
})

it('changes single keys, and removes those that are null', limit, async context => {
  const run = await start(context, { connector: { 'errors.tolerance': 'all' } })

  await run.worker.patch('counter', { 'errors.tolerance': null, 'tasks.max': '2' })

  const { config } = run.worker.info('counter')
  assert.equal(config['errors.tolerance'], undefined)
  assert.equal(config['tasks.max'], '2')
  await run.until(() => run.worker.status('counter').tasks.length === 2)
  await assert.rejects(run.worker.patch('counter', { 'connector.class': null }), /connector.class is missing/)
  assert.equal(run.worker.info('counter').config['connector.class'], 'runtime-journal')
})

it(
  'shows no secret of a configuration that came later, and keeps one whose value is [hidden]',
  limit,
  async context => {
    const run = await start(context, {})
    const keys = run.otherKeys({ connector: { 'login.password': 'refuses' }, sink: { misbehave: 'fail' } })
    await run.worker.create('other', keys)

    assert.equal(run.worker.info('other').config['login.password'], '[hidden]')
    await run.until(() => run.taskStates('other')[0] === 'FAILED')
    assert.match(run.worker.status('other').tasks[0]?.trace ?? '', /the receiver \[hidden\] everything/)

    await run.worker.configure('other', run.worker.info('other').config)
    await run.worker.patch('other', { 'tasks.max': '2', 'login.password': '[hidden]' })
    assert.equal(run.worker.info('other').config['login.password'], '[hidden]')
    await run.until(() => run.taskStates('other').length === 2)
    assert.deepEqual(run.worker.taskConfigs('other')[1], {
      id: { connector: 'other', task: 1 },
      config: run.worker.info('other').config,
    })
  },
)

it(
  'looks at offsets only where the source has some, and changes them only while it is stopped',
  limit,
  async context => {
    const { worker } = await start(context, {})
    await assert.rejects(worker.offsets('counter'), {
      code: 'OFFSETS_REFUSED',
      message: 'The source runtime-counting has no offsets to look at or change',
    })
  },
)
