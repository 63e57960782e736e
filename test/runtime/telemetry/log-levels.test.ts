import assert from 'node:assert/strict'
import { it } from 'node:test'
import { openLog } from '../../../runtime/telemetry/log.ts'
import { LogLevels } from '../../../runtime/telemetry/log-levels.ts'
import { loggerTo } from '../../../runtime/telemetry/log-record.ts'
import { Secrets } from '../../../runtime/telemetry/redact.ts'

const connectors = ['alerts', 'alerts.old']

/** What comes through of a line of each level of each speaker. */
function written(levels: LogLevels): string[] {
  const lines: string[] = []
  const write = openLog({ secrets: new Secrets([]), terminal: false, levels, write: line => lines.push(line) })
  const speakers = {
    worker: {},
    rest: { part: 'rest' },
    alerts: { connector: 'alerts' },
    old: { connector: 'alerts.old' },
  }
  for (const [name, fields] of Object.entries(speakers)) {
    const log = loggerTo(write, fields)
    log.debug({}, `${name} debug`)
    log.info({}, `${name} info`)
  }
  return lines.map(line => (JSON.parse(line) as { message: string }).message)
}

const infos = ['worker info', 'rest info', 'alerts info', 'old info']

it('writes from the level on that the worker began with', () => {
  assert.deepEqual(written(new LogLevels('info')), infos)
  assert.deepEqual(written(new LogLevels('error')), [])
})

it('sets one connector apart, also one whose name has a dot', () => {
  const levels = new LogLevels('info')
  assert.deepEqual(levels.set('psconnect.connector.alerts.old', 'debug', connectors), [
    'psconnect.connector.alerts.old',
  ])
  assert.deepEqual(written(levels), ['worker info', 'rest info', 'alerts info', 'old debug', 'old info'])
  assert.deepEqual(levels.set('psconnect.connector.alerts', 'error', connectors), ['psconnect.connector.alerts'])
  assert.deepEqual(written(levels), ['worker info', 'rest info', 'old debug', 'old info'])
})

it('sets all below a logger, whatever they were set to before', () => {
  const levels = new LogLevels('info')
  levels.set('psconnect.connector.alerts', 'error', connectors)
  const affected = levels.set('psconnect.connector', 'debug', connectors)
  assert.deepEqual(affected, ['psconnect.connector', 'psconnect.connector.alerts', 'psconnect.connector.alerts.old'])
  const debug = ['alerts debug', 'alerts info', 'old debug', 'old info']
  assert.deepEqual(written(levels), ['worker info', 'rest info', ...debug])
})

it('sets everything with root', () => {
  const levels = new LogLevels('info')
  levels.set('psconnect.rest', 'debug', connectors)
  assert.equal(levels.set('root', 'warn', connectors).length, levels.all(connectors).size)
  assert.deepEqual(written(levels), [])
})

it('knows when a logger was set, and what it is by the one above', () => {
  const levels = new LogLevels('info')
  assert.deepEqual(levels.all([]).get('psconnect.rest'), { level: 'info', lastModified: null })
  levels.set('psconnect', 'debug', [])
  const { level, lastModified } = levels.all([]).get('psconnect.rest') ?? {}
  assert.equal(level, 'debug')
  assert.equal(typeof lastModified, 'number')
})
