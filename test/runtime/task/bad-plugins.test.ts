import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { beside, converter, type Keys, limit, sink, source, transform } from '../support/beside.ts'

const failures: readonly (readonly [what: string, keys: Keys, why: RegExp])[] = [
  [
    'a converter whose create throws',
    converter('create throws'),
    /create\(\) of the value converter bad failed: x is not a function$/,
  ],
  [
    'a converter whose create gives nothing',
    converter('create gives nothing'),
    /create\(\) of the value converter bad failed: it must return a converter, which has decode \(a function\), encode \(a function\), and gave undefined$/,
  ],
  [
    'a converter whose create never ends',
    converter('create hangs'),
    /create\(\) of the value converter bad did not end in 60 ms/,
  ],
  [
    'a converter that rejects with nothing',
    converter('prepare rejects with nothing'),
    /prepareDecode\(\) of the value converter bad failed: it threw undefined, which is no Error$/,
  ],
  [
    'a converter that waits for ever',
    converter('prepare hangs'),
    /prepareDecode\(\) of the value converter bad did not end in 60 ms, and nothing says that it is retrying \(task.stage.timeout.ms\): it waits for something that does not come, or must call context.retrying\(\)/,
  ],
  [
    'a converter that throws text',
    converter('decode throws text'),
    /counts\/0 offset 0: the value converter bad refused the record: no text \(errors.tolerance=none\)$/,
  ],
  [
    'a converter that decodes to a promise',
    converter('decode gives a promise'),
    /the value converter bad did not carry the record: decode\(\) must return \{ schema, value \}, each null where there is none, and gave a promise/,
  ],
  [
    'a converter that decodes to nothing',
    converter('decode gives nothing'),
    /decode\(\) must return .*, and gave undefined/,
  ],
  [
    'a converter whose figure throws',
    converter('figure throws'),
    /figure size\(\) of the value converter bad failed: no size$/,
  ],
  [
    'a converter whose figure is text',
    converter('figure is text'),
    /figure size\(\) of the value converter bad failed: it must return a number, and gave a string$/,
  ],
  [
    'a converter whose timer throws',
    converter('timer throws'),
    /code of one of its plugins threw where nobody waits for it, such as in a timer: a bug$/,
  ],
  [
    'a converter that loses a rejection',
    converter('rejection is lost'),
    /where nobody waits for it, such as in a timer: a bug$/,
  ],
  ['a transform that throws', transform('throws'), /the transform odd \(bad\) refused the record: x is not a function/],
  [
    'a transform that gives a promise',
    transform('gives a promise'),
    /the transform odd \(bad\) did not carry the record: apply\(\) must return a record .*, and gave a promise/,
  ],
  ['a transform that gives a list', transform('gives a list'), /apply\(\) must .*, and gave a list/],
  [
    'a transform that loses the original',
    transform('gives another record'),
    /apply\(\) must return a record that keeps the original/,
  ],
  [
    'a sink without a method',
    sink('has no flush'),
    /create\(\) of the sink bad failed: it must return a sink, which has flush \(a function\), and gave an object/,
  ],
  [
    'a sink whose write gives no promise',
    sink('write gives nothing'),
    /write\(\) of the sink bad failed: it must return a promise.*, and gave undefined$/,
  ],
  ['a sink whose write throws', sink('write throws'), /write\(\) of the sink bad failed: x is not a function$/],
  [
    'a sink that rejects with nothing',
    sink('write rejects with nothing'),
    /write\(\) of the sink bad failed: it threw undefined, which is no Error$/,
  ],
  ['a sink that writes for ever', sink('write hangs'), /write\(\) of the sink bad did not end in 60 ms/],
  [
    'a source that reads nothing',
    source('read gives nothing'),
    /read\(\) of the source bad failed: it must return something to go through with `for await`, and gave undefined$/,
  ],
  [
    'a source that yields no batch',
    source('read yields no batch'),
    /read\(\) of the source bad failed: it must yield batches: .*, and gave a list$/,
  ],
  [
    'a source that yields no records',
    source('read yields no records'),
    /it must yield batches of records: .*, and gave a string$/,
  ],
  [
    'a source that goes on from a number',
    source('read yields a number to go on from'),
    /read\(\) of the source bad failed: it must yield batches whose next is a bigint or a text, and gave a number$/,
  ],
  ['a source whose reading fails', source('read rejects'), /read\(\) of the source bad failed: x is not a function$/],
  [
    'a source that yields what it was not assigned',
    source('assigns nothing'),
    /it must yield batches of partitions that it has called assigned\(\) for, and gave things\/0$/,
  ],
  ['a source that commits for ever', source('commit hangs'), /commit\(\) of the source bad did not end in 60 ms/],
  ['a source whose lag throws', source('lag throws'), /lag\(\) of the source bad failed: no lag$/],
  ['a source whose lag is a number', source('lag is a number'), /lag\(\) of the source bad failed/],
]

describe('fails its task alone, and says whose fault it is:', () => {
  for (const [what, keys, why] of failures)
    it(what, limit, async context => {
      const run = await beside(context, keys)
      await run.until(() => run.taskStates('bad')[0] === 'FAILED' && run.goodIsDone())

      assert.match(run.failure(), why)
      assert.deepEqual(run.taskStates(), ['RUNNING'])
      assert.ok(run.said(`the task has failed: ${run.failure().replace('FAILED: ', '')}`))
    })
})

describe('waits, as long as it takes, for', () => {
  for (const [what, keys] of [
    ['a converter', converter('prepare hangs and says so')],
    ['a sink', sink('write hangs and says so')],
  ] as const)
    it(`${what} that says that it is retrying`, limit, async context => {
      const run = await beside(context, keys, { worker: { 'task.stage.timeout.ms': 5 } })
      await run.until(() => run.goodIsDone() && run.worker.status('bad').tasks[0]?.retrying === 'nobody answers')
      await new Promise(resolve => setTimeout(resolve, 100))

      assert.deepEqual(run.taskStates('bad'), ['RUNNING'])
    })
})

it('shows as text what a plugin gives as its reason, whatever it is', limit, async context => {
  const run = await beside(context, converter('retrying with an error'))
  await run.until(() => run.worker.status('bad').tasks[0]?.retrying !== undefined)

  assert.equal(run.worker.status('bad').tasks[0]?.retrying, 'Error: no answer')
})

const ending: readonly (readonly [how: string, log: RegExp])[] = [
  ['flush throws', /the task has failed: flush\(\) of the sink bad failed: no flush/],
  ['close rejects', /a part of the task could not be closed/],
]

describe('ends in spite of a sink whose', () => {
  for (const [how, line] of ending)
    it(how, limit, async context => {
      const run = await beside(context, sink(how))
      await run.until(() => run.worker.overview()[1]?.counters.stored === 200)

      assert.equal(await run.worker.end(), true)
      assert.ok(run.log.some(({ message }) => line.test(message)))
    })
})
