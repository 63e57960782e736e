import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import { Threads } from '../../../runtime/task/threads.ts'
import { noStartups } from '../../../runtime/telemetry/startups.ts'
import { Connector } from '../../../runtime/worker/connector.ts'
import { counting, resolveFiles, until } from '../support/counting.ts'

const limit = { timeout: 20_000 }
const log = { debug() {}, info() {}, warn() {}, error() {} }

/** A counting connector that begins stopped. */
async function stopped(context: TestContext): Promise<Connector> {
  const { workerFile, connectorFile, remove } = counting({})
  const { config, connectors } = await resolveFiles(workerFile, [connectorFile])
  const threads = new Threads(config.worker, () => {}, assert.fail)
  const [given] = connectors
  if (!given) return assert.fail('there is a connector')
  const connector = new Connector(
    { ...given, initialState: 'STOPPED' },
    { threads, log, offsetFile: undefined, startups: noStartups(), failed() {} },
  )
  context.after(async () => {
    await connector.close()
    await threads.close()
    remove()
  })
  return connector
}

it('takes a command while its offsets are changed, but begins when that is done', limit, async context => {
  const connector = await stopped(context)
  const change = Promise.withResolvers<void>()
  const changed = connector.changeOffsets(() => change.promise)

  connector.do('resume')
  await new Promise(resolve => setTimeout(resolve, 50))
  assert.deepEqual([connector.state, connector.tasks], ['UNASSIGNED', []])

  change.resolve()
  await changed
  await until(context, () => connector.state === 'RUNNING')
  assert.equal(connector.tasks.length, 1)
})

it('does one change of offsets after another, also after one that fails', limit, async context => {
  const connector = await stopped(context)
  const done: string[] = []
  const first = Promise.withResolvers<void>()
  const failing = connector.changeOffsets(() => first.promise.finally(() => done.push('first')))
  const second = connector.changeOffsets(async () => void done.push('second'))

  first.reject(new Error('no such partition'))

  await assert.rejects(failing, /no such partition/)
  await second
  assert.deepEqual(done, ['first', 'second'])
})

it('changes no offsets once it is to begin, nor while it runs', limit, async context => {
  const connector = await stopped(context)
  connector.do('resume')
  const change = () => connector.changeOffsets(async () => assert.fail('it is not stopped'))
  const refused = { code: 'CONNECTOR_STATE', message: /counter is UNASSIGNED/ }

  await assert.rejects(change(), refused)
  await until(context, () => connector.state === 'RUNNING')
  await assert.rejects(change(), { ...refused, message: /counter is RUNNING/ })
})
