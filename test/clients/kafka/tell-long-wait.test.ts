import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import { tellLongWait } from '../../../clients/kafka/tell-long-wait.ts'
import { Troubles } from '../../../clients/kafka/troubles.ts'

/** One member that joins, in a time that only the test lets pass. */
function joining(context: TestContext) {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const told: (string | null)[] = []
  const lines: string[] = []
  const say = (_fields: object, message: string) => void lines.push(message)
  const answer = Promise.withResolvers<string>()
  let waiting: (() => void) | undefined
  const joined = tellLongWait(
    begun => {
      waiting = begun
      return answer.promise
    },
    {
      group: {
        groupId: 'alerts-group',
        topics: ['alerts'],
        sessionTimeoutMs: 45_000,
        rebalanceTimeoutMs: 60_000,
      },
      log: { debug: say, info: say, warn: say, error: say },
      troubles: new Troubles(reason => told.push(reason)),
    },
  )
  return { told, lines, answer, joined, waiting: () => waiting?.(), pass: (ms: number) => context.mock.timers.tick(ms) }
}

it('says once what a long wait for partitions is for, and takes it back when they are there', async context => {
  const { told, lines, answer, joined, waiting, pass } = joining(context)
  waiting()
  waiting()
  pass(60_000)
  assert.equal(lines.length, 1)
  assert.match(lines[0] ?? '', /alerts-group .* session\.timeout\.ms \(45000 here\)/)
  assert.deepEqual(told, lines)

  answer.resolve('partitions')
  assert.equal(await joined, 'partitions')
  assert.deepEqual(told, [...lines, null])
})

it('says nothing of the wait that every start has', async context => {
  const { told, lines, answer, joined, waiting, pass } = joining(context)
  waiting()
  pass(6_500)
  answer.resolve('partitions')
  await joined
  pass(60_000)
  assert.deepEqual([told, lines], [[], []])
})

it('says nothing of a coordinator that is not found: that is not the group', async context => {
  const { lines, answer, joined, pass } = joining(context)
  pass(60_000)
  answer.reject(new Error('no coordinator'))
  await assert.rejects(joined, /no coordinator/)
  assert.deepEqual(lines, [])
})
