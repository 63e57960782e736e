import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, it } from 'node:test'
import { describeFinding } from '../../../runtime/config/report.ts'
import { resolveConfig } from '../../../runtime/config/resolve-config.ts'
import { fixtureLookup } from '../../fixtures/plugins/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'psconnect-'))
after(() => rmSync(folder, { recursive: true }))

function write(name: string, text: string): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

const workerFile = write(
  'worker.properties',
  'bootstrap.servers=a:9092\nkey.converter=bytes\nvalue.converter=bytes\nsecurity.protocol=PLAINTEXT\ntask.restart.max=3\n',
)
const env = { LOCK: 'behind the picture' }
const keys = { name: 'later', 'connector.class': 'drawer', topics: 'alerts', label: 'A' }
const json = (initial: string) => JSON.stringify({ name: 'first', ...JSON.parse(initial), config: keys })

async function resolve(connectorFiles: readonly string[]) {
  const resolution = await resolveConfig({ workerFile, connectorFiles, env, plugins: fixtureLookup })
  assert.ok(resolution.ok, resolution.ok ? '' : resolution.error.message)
  return resolution
}

it('keeps what was given beside what it means, and what goes without being said comes from the worker', async () => {
  const { later } = await resolve([])

  const { config, secrets, notices } = await later.check({ ...keys, lock: '${env:LOCK}' }, 'the request')

  assert.deepEqual(config.given, { ...keys, lock: '${env:LOCK}' })
  assert.equal(config.resolved.sink.config['lock'], env.LOCK)
  assert.equal(config.resolved.taskRestartMax, 3)
  assert.deepEqual(secrets, [env.LOCK])
  // That consumers take the worker's security was said when the worker started.
  assert.deepEqual(notices, [])
})

it('refuses with every problem, named by where the configuration comes from', async () => {
  const { later } = await resolve([])

  await assert.rejects(later.check({ ...keys, 'tasks.max': '0', 'errors.tolerance': 'some' }, 'the request'), {
    code: 'CONFIG_INVALID',
    message:
      'the configuration has 2 errors:\n  the request: tasks.max must be at least 1 (found "0")\n  the request: errors.tolerance must be one of none, all (found "some")',
  })
  const file = write(
    'broken.properties',
    'name=later\nconnector.class=drawer\ntopics=alerts\nlabel=A\ntasks.max=many\n',
  )
  await assert.rejects(later.read(file), { message: /broken\.properties:5: tasks\.max must be a whole number/ })
})

it('warns of keys that nobody knows', async () => {
  const { later } = await resolve([])
  const { notices } = await later.check({ ...keys, lable: 'B' }, 'the request')
  assert.deepEqual(notices.map(describeFinding), [
    'the request: lable is not a key of the sink drawer and has no effect; did you mean label?',
  ])
})

it('takes the initial state that stands beside a configuration, and no other', async () => {
  const flat = write('flat.json', JSON.stringify({ ...keys, initial_state: 'STOPPED' }))
  const beside = { PAUSED: '{"initial_state":"paused"}', STOPPED: '{"initial_state":"STOPPED"}', RUNNING: '{}' }
  for (const [state, initial] of Object.entries(beside)) {
    const file = write('first.json', json(initial).replace('"later"', '"first"'))
    const { connectors } = await resolve([file])
    assert.equal(connectors[0]?.initialState, state)
    assert.equal(connectors[0]?.given['initial_state'], undefined)
  }
  const { connectors } = await resolve([flat])
  assert.equal(connectors[0]?.initialState, 'RUNNING')
})
