import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { beside, converter, type Keys, limit, transform } from '../support/beside.ts'

describe('a thread that does not answer', () => {
  const loops: readonly (readonly [keys: Keys, where: RegExp, stage: string | undefined])[] = [
    [
      converter('decode loops'),
      / at counts\/0 offset 0 in the value converter bad, in spin \(file:.*bad-converter\/index.ts:\d+\), and was ended$/,
      'value converter',
    ],
    [
      transform('loops'),
      / at counts\/0 offset 0 in the transform odd \(bad\), in apply \(file:.*bad-transform\/index.ts:\d+\)/,
      'transform odd',
    ],
    [
      converter('prepare loops after a wait'),
      / outside of any call for a record, in spin \(file:.*bad-converter\/index.ts:\d+\)/,
      undefined,
    ],
  ]
  for (const [keys, where, stage] of loops)
    it(
      `is ended where it loops${where.source.slice(0, 40)}, and only the task that loops has failed`,
      limit,
      async context => {
        const run = await beside(context, keys, { source: { records: 1_000 }, sink: { delayMs: 5 } })
        await run.until(() => run.taskStates('bad')[0] === 'FAILED')
        await run.until(() => new Set(run.lines().filter(line => line.startsWith('record '))).size === 2_000)

        assert.match(run.failure(), /^FAILED: its thread did not answer for 1000 ms \(task.watchdog.ms\)/)
        assert.match(run.failure(), where)
        const records = new Set(run.lines().filter(line => line.startsWith('record ')))
        assert.equal(records.size, 2_000)
        const [good] = run.worker.overview()
        assert.deepEqual([good?.counters.restarts, run.said('goes on elsewhere')], [0, true])
        await run.until(() => run.taskStates()[0] === 'RUNNING')
        const line = run.log.find(({ message }) => message.startsWith('the task has failed'))
        assert.deepEqual([line?.fields['connector'], line?.fields['task'], line?.fields['stage']], ['bad', 0, stage])
      },
    )

  it('counts as a failure of the task that may be started again', limit, async context => {
    const run = await beside(context, { ...converter('decode loops'), 'task.restart.max': '1' })
    await run.until(() => run.worker.failed.aborted)

    assert.deepEqual(run.taskStates('bad'), ['FAILED'])
    assert.equal(run.worker.overview()[1]?.counters.restarts, 1)
    await run.until(run.goodIsDone)
  })
})
