import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { Converter } from '../../../runtime/api/converter.ts'
import { ConnectError } from '../../../runtime/api/errors.ts'
import type { ConnectRecord } from '../../../runtime/api/record.ts'
import { type Carrying, carrying, untouched } from '../support/carrying.ts'
import { odd, picky, record } from '../support/odd-records.ts'

const allOdd = {
  parts: { converters: { key: untouched, value: picky, header: untouched } },
  errors: { tolerance: 'all' },
} satisfies Partial<Carrying>

it('an error of the task fails it, whatever is tolerated, and is nothing for the queue', async context => {
  const broken: Converter = {
    ...untouched,
    decode() {
      throw new ConnectError('SOURCE_FAILED', 'no more')
    },
  }
  const task = await carrying(context, {
    records: [record(2n)],
    parts: { converters: { key: untouched, value: broken, header: untouched } },
    errors: { tolerance: 'all' },
    queue: {},
  })
  await task.run()

  assert.deepEqual(task.failures.map(String), ['ConnectError: no more'])
  assert.deepEqual(task.letters(), [])
})

it('takes whatever a transform throws for an error of the record', async context => {
  const circular = new Error('outer', { cause: new Error('inner') })
  Object.assign(circular.cause as Error, { cause: circular })
  const thrown = [undefined, 'text', Object.create(null), circular, Object.assign(new Error('x'), { message: {} })]
  const records = thrown.map((_, offset) => record(BigInt(offset)))
  const apply = ({ original }: ConnectRecord): never => {
    throw thrown[Number(original.offset)]
  }
  const task = await carrying(context, {
    records,
    parts: { steps: [{ name: 'route', negate: false, transform: { apply } }] },
    errors: { tolerance: 'all', log: true },
    queue: { contextHeaders: true },
  })
  await task.run()

  assert.deepEqual(task.failures, [])
  assert.equal(task.counters.skipped, thrown.length)
  assert.equal(task.letters().length, thrown.length)
})

it('shows the last ten errors', async context => {
  const records = Array.from({ length: 12 }, (_, offset) => record(BigInt(offset), { value: odd }))
  const task = await carrying(context, { ...allOdd, records })
  await task.run()

  assert.deepEqual(
    task.counters.lastErrors.map(({ offset }) => Number(offset)),
    [2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  )
  assert.equal(task.counters.skipped, 12)
})

const logged = async (context: TestContext, errors: NonNullable<Carrying['errors']>) => {
  const records = [record(1n, { value: odd }), record(2n, { value: odd })]
  const task = await carrying(context, { ...allOdd, records, errors: { tolerance: 'all', ...errors } })
  await task.run()
  return task
}

const burst = async (context: TestContext) => {
  const records = [1n, 2n, 3n].map(offset => record(offset, { value: odd }))
  const task = await carrying(context, { ...allOdd, records })
  await task.run()
  return task
}

describe('the log of errors', () => {
  it('has a line for each, which does not name the record', async context => {
    const { lines, counters } = await logged(context, { log: true })

    assert.equal(counters.errorsLogged, 2)
    assert.deepEqual(
      lines.map(({ level, message }) => [level, message]),
      Array.from({ length: 2 }, () => ['error', 'a record failed in the value converter: too odd: it is 3']),
    )
    assert.ok(!('offset' in (lines[0]?.fields ?? {})))
  })

  it('names the record where it is told to, and shows nothing of it', async context => {
    const { lines } = await logged(context, { log: true, logRecord: true })

    const { topic, partition, offset, timestamp, stage, plugin } = lines[1]?.fields ?? {}
    assert.deepEqual(
      [topic, partition, offset, timestamp, stage, plugin],
      ['alerts', 3, '2', '5', 'VALUE_CONVERTER', 'bytes'],
    )
    assert.ok(!JSON.stringify(lines).includes('odd value'))
  })

  it('names one now and then where it is not switched on, and how many there were besides', async context => {
    context.mock.timers.enable({ apis: ['setTimeout'] })
    const { lines, abort } = await burst(context)
    const messages = () => lines.map(({ message }) => message)
    const why = 'the value converter bytes refused the record: too odd: it is 3'
    const first = `skipped alerts/3 offset 1: ${why}`
    const rest = `skipped alerts/3 offset 3: ${why}, and 1 more since the last such line`

    assert.deepEqual(messages(), [first])
    context.mock.timers.tick(4_999)
    assert.deepEqual(messages(), [first])
    context.mock.timers.tick(1)
    assert.deepEqual(messages(), [first, rest])
    context.mock.timers.tick(60_000)
    abort()
    assert.deepEqual(messages(), [first, rest])
  })

  it('says the rest when the task ends before that', async context => {
    const { lines, abort } = await burst(context)
    abort()

    assert.match(lines.at(-1)?.message ?? '', /^skipped alerts\/3 offset 3: .*, and 1 more since the last such line$/)
    assert.deepEqual(lines.at(-1)?.fields, { skippedSinceLastLine: 2 })
  })
})
