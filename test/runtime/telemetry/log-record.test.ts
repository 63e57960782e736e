import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ConnectError } from '../../../runtime/api/errors.ts'
import { type LogRecord, loggerTo, reasonOf, traceOf } from '../../../runtime/telemetry/log-record.ts'

const unreadable = new Proxy(new Error('hidden'), {
  get() {
    throw new Error('no property')
  },
  has() {
    throw new Error('no answer')
  },
  getPrototypeOf() {
    throw new Error('no prototype')
  },
})

describe('what an error says of itself', () => {
  it('is told also where nobody can look at it', () => {
    const lines: LogRecord[] = []
    loggerTo(line => lines.push(line)).error({ err: unreadable }, 'failed')

    const instead = 'an error that cannot be read'
    assert.deepEqual(
      [reasonOf(unreadable), traceOf(unreadable), lines[0]?.fields],
      [instead, instead, { err: instead }],
    )
    assert.equal(reasonOf(new Error('outer', { cause: unreadable })), `outer: ${instead}`)
    assert.equal(ConnectError.is(unreadable), false)
  })

  it('is cut where it holds a whole record', () => {
    const reason = reasonOf(new Error('x'.repeat(1_000_000)))

    assert.equal(reason, `${'x'.repeat(10_000)}… (1000000 characters)`)
  })

  it('ends where its causes go round in a circle', () => {
    const inner = new Error('inner')
    const outer = new Error('outer', { cause: inner })
    inner.cause = outer

    assert.equal(reasonOf(outer), 'outer: inner')
    assert.equal(traceOf(outer).match(/Caused by/g)?.length, 1)
  })

  it('ends where it is its own cause', () => {
    const error = new Error('alone')
    error.cause = error

    assert.equal(reasonOf(error), 'alone')
    assert.doesNotMatch(traceOf(error), /Caused by/)
  })

  it('is text, whatever was thrown', () => {
    const stubborn = {
      toString() {
        throw new Error('no')
      },
    }
    const oddMessage = Object.assign(new Error('', { cause: 'a reason' }), { message: 7 })

    const thrown = [undefined, null, 'text', Symbol('odd'), Object.create(null), stubborn, oddMessage]
    const bare = 'object without a text'
    assert.deepEqual(
      thrown.map(each => reasonOf(each)),
      ['undefined', 'null', 'text', 'Symbol(odd)', bare, bare, '7: a reason'],
    )
    assert.deepEqual(
      thrown.slice(0, -1).map(each => traceOf(each)),
      ['undefined', 'null', 'text', 'Symbol(odd)', bare, bare],
    )
  })
})
