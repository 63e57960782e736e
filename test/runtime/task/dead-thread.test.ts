import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { beside, converter, limit, source } from '../support/beside.ts'

describe('a plugin that lays hands on its thread', () => {
  it('fails alone when it ends it, and is named', limit, async context => {
    const run = await beside(context, { ...converter('decode ends its thread'), 'value.converter.at': '3' })
    await run.until(() => run.taskStates('bad')[0] === 'FAILED')
    await run.until(run.goodIsDone)

    assert.equal(
      run.failure(),
      'FAILED: its thread has died at counts/0 offset 3 in the value converter bad: the thread ended with code 0, as process.exit() does',
    )
    assert.equal(run.said('goes on elsewhere'), true)
    await run.until(() => run.taskStates()[0] === 'RUNNING')
  })

  it('may do with parentPort what it likes', limit, async context => {
    const run = await beside(context, converter('decode closes a port'))
    await run.until(run.goodIsDone)
    await run.until(() => run.worker.overview()[1]?.counters.committed === 200)

    assert.deepEqual([run.taskStates(), run.taskStates('bad')], [['RUNNING'], ['RUNNING']])
  })
})

it('a source that passes on the reason to end reading has not failed', limit, async context => {
  const run = await beside(context, source('read ends with the reason to end'))
  await run.until(() => run.worker.overview()[1]?.counters.committed === 1)
  await run.worker.stop('bad')

  assert.equal(run.said('has failed'), false)
})
