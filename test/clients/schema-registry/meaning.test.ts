import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { meaningOf } from '../../../clients/schema-registry/meaning.ts'
import { UnavailableError } from '../../../clients/schema-registry/registry-errors.ts'

/** For how long a registry that answers so wants to be left alone. */
function waitAsked(retryAfter: string | undefined, status = 429): number {
  try {
    meaningOf({ status, retryAfter, location: undefined, body: '' }, new URL('http://registry/'))
  } catch (error) {
    if (error instanceof UnavailableError) return error.waitMs
    throw error
  }
  throw new Error('it was taken for an answer')
}

describe('a registry that is overloaded is left alone', () => {
  it('for the seconds that it says, whatever it calls its state', () => {
    assert.equal(waitAsked('7'), 7_000)
    assert.equal(waitAsked('7', 503), 7_000)
  })

  it('until the moment that it says', () => {
    const waitMs = waitAsked(new Date(Date.now() + 30_000).toUTCString())
    assert.ok(waitMs > 20_000 && waitMs <= 30_000, `${waitMs}`)
    assert.equal(waitAsked(new Date(0).toUTCString()), 0)
  })

  it('for a minute at most', () => {
    assert.equal(waitAsked('86400'), 60_000)
    assert.equal(waitAsked('9'.repeat(400)), 60_000)
  })

  it('no longer than usual where it says nothing that can be understood', () => {
    for (const text of [undefined, '', 'soon', '-1']) assert.equal(waitAsked(text), 0, text)
  })
})
