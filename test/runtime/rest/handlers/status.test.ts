import assert from 'node:assert/strict'
import { after, before, describe, it, type TestContext } from 'node:test'
import { until } from '../../support/counting.ts'
import { type RunningRest, startRest } from '../support/start-rest.ts'

interface StatusBody {
  readonly name: string
  readonly type: string
  readonly connector: { readonly state: string }
  readonly tasks: readonly { readonly id: number; readonly state: string; readonly trace?: string }[]
}

describe('how connectors stand', { timeout: 60_000 }, () => {
  let rest: RunningRest
  before(async () => {
    rest = await startRest({ tasks: 2 })
  })
  after(() => rest.stop())

  const status = async (name = 'counter') => (await rest.ask('GET', `/connectors/${name}/status`)).json as StatusBody
  const stateOf = (name: string) => {
    const { connector, tasks } = rest.worker.status(name)
    return [connector, ...tasks].map(({ state }) => state).join(' ')
  }
  const reaches = (context: TestContext, states: string, name = 'counter') =>
    until(context, () => stateOf(name) === states)

  it('is told with the worker, the version, and each task', async context => {
    await reaches(context, 'RUNNING RUNNING RUNNING')
    const own = { state: 'RUNNING', worker_id: rest.address, version: '0.0.0' }
    assert.deepEqual(await status(), {
      name: 'counter',
      connector: own,
      tasks: [
        { id: 0, ...own },
        { id: 1, ...own },
      ],
      type: 'sink',
    })
    assert.deepEqual((await rest.ask('GET', '/connectors/counter/tasks/1/status')).json, { id: 1, ...own })
  })

  it('lists tasks with their configurations', async () => {
    const { json } = await rest.ask('GET', '/connectors/counter/tasks')
    const tasks = json as { id: unknown; config: Record<string, string> }[]
    assert.deepEqual(
      tasks.map(({ id }) => id),
      [
        { connector: 'counter', task: 0 },
        { connector: 'counter', task: 1 },
      ],
    )
    assert.equal(tasks[1]?.config['connector.class'], 'runtime-journal')
  })

  it('changes with pause, resume and stop', async context => {
    const paused = await rest.ask('PUT', '/connectors/counter/pause')
    assert.deepEqual([paused.status, paused.text], [202, ''])
    await reaches(context, 'PAUSED PAUSED PAUSED')
    assert.equal((await rest.ask('PUT', '/connectors/counter/resume')).status, 202)
    await reaches(context, 'RUNNING RUNNING RUNNING')
    assert.equal((await rest.ask('PUT', '/connectors/counter/stop')).status, 204)
    assert.deepEqual((await status()).tasks, [])
    assert.equal((await status()).connector.state, 'STOPPED')
    assert.equal((await rest.ask('PUT', '/connectors/counter/resume')).status, 202)
    await reaches(context, 'RUNNING RUNNING RUNNING')
  })

  it('shows why a task has failed, and restarts only what is to be restarted', async context => {
    const body = rest.keys({ sink: { misbehave: 'fail', at: 50 } })
    await rest.ask('PUT', '/connectors/failing/config', { body })
    await reaches(context, 'RUNNING FAILED', 'failing')
    assert.match((await status('failing')).tasks[0]?.trace ?? '', /the receiver refuses everything/)

    const connectorOnly = await rest.ask('POST', '/connectors/failing/restart')
    assert.deepEqual([connectorOnly.status, connectorOnly.text], [204, ''])
    const failed = await rest.ask('POST', '/connectors/failing/restart?includeTasks=true&onlyFailed=true')
    assert.equal(failed.status, 202)
    assert.equal((failed.json as StatusBody).tasks[0]?.state, 'RESTARTING')
    await reaches(context, 'RUNNING FAILED', 'failing')
    assert.equal((await rest.ask('POST', '/connectors/failing/tasks/0/restart')).status, 204)
    await rest.ask('DELETE', '/connectors/failing')
  })

  it('refuses a switch that is neither true nor false', async () => {
    const { status: code, json } = await rest.ask('POST', '/connectors/counter/restart?includeTasks=maybe')
    assert.equal(code, 400)
    assert.match((json as { message: string }).message, /includeTasks must be true or false/)
  })

  for (const [method, path, message] of [
    ['GET', '/connectors/nobody/status', 'No status found for connector nobody'],
    ['GET', '/connectors/nobody/tasks', 'Connector nobody not found'],
    ['GET', '/connectors/counter/tasks/9/status', 'No status found for task counter-9'],
    ['GET', '/connectors/counter/tasks/x/status', 'HTTP 404 Not Found'],
    ['POST', '/connectors/counter/tasks/7/restart', 'Task counter-7 not found'],
    ['POST', '/connectors/nobody/restart', 'Unknown connector: nobody'],
    ['PUT', '/connectors/nobody/pause', 'Unknown connector nobody'],
    ['PUT', '/connectors/nobody/resume', 'Unknown connector nobody'],
    ['PUT', '/connectors/nobody/stop', 'Unknown connector nobody'],
  ] as const)
    it(`answers 404 to ${method} ${path}`, async () => {
      const { status: code, json } = await rest.ask(method, path)
      assert.equal(code, 404)
      assert.deepEqual(json, { error_code: 404, message })
    })
})
