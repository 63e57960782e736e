import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { ConnectRecord, ConsumerRecord } from '../../../runtime/api/record.ts'
import { type Carrying, carrying, until, untouched } from '../support/carrying.ts'
import { odd, picky, record, refused } from '../support/odd-records.ts'

const isOdd = ({ original }: ConnectRecord): boolean => original.offset === 2n
const stages = {
  'key converter': { parts: { converters: { key: picky, value: untouched, header: untouched } } },
  'value converter': { parts: { converters: { key: untouched, value: picky, header: untouched } } },
  'header converter': { parts: { converters: { key: untouched, value: untouched, header: picky } } },
  'transform route': {
    parts: {
      steps: [
        {
          name: 'route',
          negate: false,
          transform: {
            apply: (given: ConnectRecord) => {
              if (isOdd(given)) throw refused
              return given
            },
          },
        },
      ],
    },
  },
  sink: { rejects: (given: ConnectRecord) => (isOdd(given) ? refused : undefined) },
} satisfies Record<string, Partial<Carrying>>
type Stage = keyof typeof stages

const oddRecord: Readonly<Record<Stage, ConsumerRecord>> = {
  'key converter': record(2n, { key: odd }),
  'value converter': record(2n, { value: odd }),
  'header converter': record(2n, { headers: [{ key: 'h', value: odd }] }),
  'transform route': record(2n),
  sink: record(2n),
}
const inKafka: Readonly<Record<Stage, readonly [stage: string, plugin: string]>> = {
  'key converter': ['KEY_CONVERTER', 'bytes'],
  'value converter': ['VALUE_CONVERTER', 'bytes'],
  'header converter': ['HEADER_CONVERTER', 'bytes'],
  'transform route': ['TRANSFORMATION', 'router'],
  sink: ['TASK_PUT', 'journal'],
}
const named: Readonly<Record<Stage, string>> = {
  'key converter': 'key converter bytes',
  'value converter': 'value converter bytes',
  'header converter': 'header converter bytes',
  'transform route': 'transform route (router)',
  sink: 'sink journal',
}
const turn = () => new Promise(resolve => setTimeout(resolve, 20))

for (const stage of Object.keys(stages) as Stage[])
  describe(`a record with an error in the ${stage}`, () => {
    const run = async (context: TestContext, differs: Partial<Carrying>) => {
      const task = await carrying(context, {
        ...stages[stage],
        records: [record(1n), oddRecord[stage], record(3n)],
        ...differs,
      })
      await task.run()
      await turn()
      return task
    }
    const message = `alerts/3 offset 2: the ${named[stage]} refused the record: too odd: it is 3`

    it('fails the task where errors are not tolerated', async context => {
      const task = await run(context, {})

      assert.deepEqual(task.failures.map(String), [`ConnectError: ${message} (errors.tolerance=none)`])
      assert.deepEqual(task.offsets.committable(), new Map())
      const { recordFailures, recordErrors, skipped } = task.counters
      assert.deepEqual({ recordFailures, recordErrors, skipped }, { recordFailures: 1, recordErrors: 1, skipped: 0 })
    })

    it('is in the queue before it fails the task', async context => {
      const task = await run(context, { queue: {} })

      assert.equal(task.letters().length, 1)
      assert.deepEqual(task.failures.map(String), [`ConnectError: ${message} (errors.tolerance=none)`])
      assert.deepEqual(task.offsets.committable(), new Map())
    })

    it('is skipped, counted and shown where errors are tolerated', async context => {
      const task = await run(context, { errors: { tolerance: 'all' } })

      assert.deepEqual(task.failures, [])
      assert.deepEqual(
        task.stored.map(({ original }) => original.offset),
        [1n, 3n],
      )
      assert.deepEqual(task.offsets.committable(), new Map([['a/0', 9n]]))
      assert.equal(task.counters.skipped, 1)
      const [shown] = task.counters.lastErrors
      const [kafkaStage, plugin] = inKafka[stage]
      const reason = 'too odd: it is 3'
      const place = { topic: 'alerts', partition: 3, offset: '2' }
      assert.deepEqual({ ...shown, time: 0 }, { stage: kafkaStage, plugin, ...place, reason, time: 0 })
      assert.deepEqual(
        task.lines.map(line => line.message),
        [`skipped ${message}`],
      )
    })

    it('goes to the queue, every byte of it, and with it counts as done', async context => {
      const task = await run(context, { errors: { tolerance: 'all' }, queue: { contextHeaders: true } })

      const original = oddRecord[stage]
      const [letter] = task.letters()
      const [kafkaStage, plugin] = inKafka[stage]
      assert.equal(letter?.key, String(original.key))
      assert.equal(letter?.value, String(original.value))
      assert.equal(letter?.timestamp, '5')
      const own = original.headers.map(({ key, value }) => [key, value === null ? null : String(value)])
      const said = [
        ['__connect.errors.topic', 'alerts'],
        ['__connect.errors.partition', '3'],
        ['__connect.errors.offset', '2'],
        ['__connect.errors.connector.name', 'counter'],
        ['__connect.errors.task.id', '2'],
        ['__connect.errors.stage', kafkaStage],
        ['__connect.errors.class.name', plugin],
        ['__connect.errors.exception.class.name', 'ODDITY'],
        ['__connect.errors.exception.message', 'too odd'],
      ]
      assert.deepEqual(letter?.headers.slice(0, -1), [...own, ...said])
      const [name, trace] = letter?.headers.at(-1) ?? []
      assert.equal(name, '__connect.errors.exception.stacktrace')
      assert.match(String(trace), /^ConnectError: too odd\n +at [^]*\nCaused by: Error: it is 3\n +at /)
      assert.deepEqual(task.offsets.committable(), new Map([['a/0', 9n]]))
      assert.equal(task.counters.deadLetterRequests, 1)
    })

    it('is not done as long as the queue is down, and nothing of its batch may be committed', async context => {
      const task = await carrying(context, {
        ...stages[stage],
        records: [record(1n), oddRecord[stage], record(3n)],
        errors: { tolerance: 'all' },
        queue: {},
      })
      task.breakQueue()
      await task.run()
      await until(context, () => task.counters.deadLettersRetrying === 'the queue is down')

      assert.equal(task.stored.length, 2)
      assert.deepEqual(task.offsets.committable(), new Map())
      task.mendQueue()

      await until(context, () => task.offsets.committable().size === 1)
      assert.equal(task.letters().length, 1)
      assert.equal(task.counters.deadLettersRetrying, null)
    })
  })
