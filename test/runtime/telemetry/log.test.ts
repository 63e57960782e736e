import assert from 'node:assert/strict'
import { it } from 'node:test'
import { ConnectError } from '../../../runtime/api/errors.ts'
import { openLog } from '../../../runtime/telemetry/log.ts'
import { type LogRecord, loggerTo, reasonOf } from '../../../runtime/telemetry/log-record.ts'
import { Secrets } from '../../../runtime/telemetry/redact.ts'

function logging(options: { terminal: boolean; secrets?: readonly string[] }) {
  const lines: string[] = []
  const { terminal, secrets = [] } = options
  const write = openLog({ terminal, secrets: new Secrets(secrets), write: line => lines.push(line) })
  return { log: loggerTo(write, { connector: 'rubin', task: 2 }), lines }
}

it('writes one JSON object a line where nobody looks on', () => {
  const { log, lines } = logging({ terminal: false })

  log.info({ offset: 12n, bytes: new Uint8Array(3) }, 'read %s')

  assert.equal(lines.length, 1)
  const { time, ...line } = JSON.parse(lines[0] ?? '') as Record<string, unknown>
  assert.ok(!Number.isNaN(Date.parse(String(time))))
  assert.deepEqual(line, {
    level: 'info',
    connector: 'rubin',
    task: 2,
    offset: '12',
    bytes: '3 bytes',
    message: 'read %s',
  })
})

it('writes readable lines on a terminal', () => {
  const { log, lines } = logging({ terminal: true })

  log.warn({ tries: 3 }, 'no answer')

  assert.match(lines.join(''), /^\d\d:\d\d:\d\d\.\d{3} \S*WARN \S* \[rubin\/2\] no answer tries=3\n$/)
})

it('shows an error with its code and its cause', () => {
  const err = new ConnectError('SINK_FAILED', 'no such topic', { cause: new Error('404') })
  const { log, lines } = logging({ terminal: false })
  const people = logging({ terminal: true })

  log.error({ err }, 'failed')
  people.log.error({ err }, 'failed')

  const line = JSON.parse(lines[0] ?? '') as { err: { code: string; message: string; cause: { message: string } } }
  assert.equal(line.err.code, 'SINK_FAILED')
  assert.equal(line.err.cause.message, '404')
  assert.match(people.lines.join(''), /failed\n {2}SINK_FAILED: no such topic\n {2}Error: 404\n {6}at /)
})

it('does not say to people what the message says already', () => {
  const { log, lines } = logging({ terminal: true })

  log.error(
    { err: new ConnectError('SINK_FAILED', 'no such topic'), topic: 'a', of: 'b/a' },
    'failed on a: no such topic',
  )

  assert.match(lines.join(''), /failed on a: no such topic of=b\/a\n {2}SINK_FAILED\n$/)
})

it('hides secrets that became known after it was opened', () => {
  const secrets = new Secrets([])
  const lines: string[] = []
  const log = loggerTo(openLog({ terminal: false, secrets, write: line => lines.push(line) }))
  secrets.add(['later'])

  log.info({ password: 'later' }, 'sooner or later')

  assert.match(lines[0] ?? '', /"password":"\[hidden\]","message":"sooner or \[hidden\]"/)
})

it('hides secrets in messages, fields and errors, the longest first', () => {
  const { log, lines } = logging({ terminal: false, secrets: ['pass"word', 'user pass"word', ''] })

  log.info({ deep: [{ jaas: 'user pass"word' }], err: new Error('pass"word') }, 'got pass"word')

  assert.ok(!lines.join('').includes('word'))
  const line = JSON.parse(lines[0] ?? '') as { message: string; deep: unknown }
  assert.equal(line.message, 'got [hidden]')
  assert.deepEqual(line.deep, [{ jaas: '[hidden]' }])
})

it('stays valid JSON whatever a secret is', () => {
  const { log, lines } = logging({ terminal: false, secrets: ['info', '"', '2', ':'] })

  log.info({ password: '2' }, 'info: "2"')

  assert.equal((JSON.parse(lines[0] ?? '') as { password: string }).password, '[hidden]')
})

it('leaves debug lines out', () => {
  for (const terminal of [true, false]) {
    const { log, lines } = logging({ terminal })
    log.debug({}, 'details')
    assert.deepEqual(lines, [])
  }
})

it('makes lines that can cross threads, whatever is in their fields', () => {
  const lines: LogRecord[] = []
  const loop: { self?: object } = {}
  loop.self = loop

  loggerTo(line => lines.push(line)).info({ loop, call: () => 1, none: undefined, nil: null }, 'odd')

  assert.doesNotThrow(() => structuredClone(lines))
})

it('gives the reason of an error with its causes, each once', () => {
  assert.equal(reasonOf(new Error('outer', { cause: new Error('inner') })), 'outer: inner')
  assert.equal(reasonOf(new Error('outer: inner', { cause: new Error('inner') })), 'outer: inner')
  assert.equal(reasonOf('text'), 'text')
})

it('shows the stack of a mistake in code on a terminal, but not of an error of the receiver that the line tells already', () => {
  const { log, lines } = logging({ terminal: true })
  const refused = Object.assign(new Error('no such topic'), { name: 'GrpcError' })
  const mistake = new TypeError('x is undefined')
  for (const cause of [refused, mistake]) {
    const err = new ConnectError('SINK_FAILED', `publishing failed: ${cause.message}`, { cause })
    log.error({ err }, `the task has failed: ${err.message}`)
  }
  assert.doesNotMatch(lines[0] ?? '', /log\.test\.ts/)
  assert.match(lines[1] ?? '', /TypeError: x is undefined\n.*log\.test\.ts/)
})
