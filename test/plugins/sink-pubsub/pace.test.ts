import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Pace } from '../../../plugins/sink-pubsub/pace.ts'

/** Fails one request after the other, each started when it may be; gives the pauses. */
function failTimes(pace: Pace, times: number): { pauses: number[]; now: number } {
  const pauses: number[] = []
  let now = 1
  for (let index = 0; index < times; index++) {
    pace.failed(now, now)
    pauses.push(pace.wait(now))
    now += pace.wait(now)
  }
  return { pauses, now }
}

describe('the pace', () => {
  it('lets several requests be under way, at once', () => {
    const pace = new Pace()
    assert.equal(pace.limit, 16)
    assert.equal(pace.wait(0), 0)
  })

  it('pauses longer after each failure, from about 100 ms to 60 s at most', () => {
    const { pauses } = failTimes(new Pace(), 20)
    for (const [index, pause] of pauses.entries()) {
      const longest = Math.min(60_000, 100 * 2 ** index)
      assert.ok(pause >= longest / 2 && pause <= longest, `${index}: ${pause}`)
    }
  })

  it('comes down to one probe at a time', () => {
    const pace = new Pace()
    failTimes(pace, 20)
    assert.equal(pace.limit, 1)
  })

  it('takes the failures of requests that were under way together for one', () => {
    const pace = new Pace()
    for (let index = 0; index < 16; index++) pace.failed(5, 10 + index)
    assert.equal(pace.limit, 8)
    assert.ok(pace.wait(10) <= 100)
  })

  it('ends a long pause when something succeeds', () => {
    const pace = new Pace()
    const { now } = failTimes(pace, 20)
    pace.failed(now, now)
    pace.succeeded(now)
    assert.ok(pace.wait(now) <= 100)
    pace.failed(now + 1_000, now + 1_000)
    assert.ok(pace.wait(now + 1_000) <= 100)
  })

  it('comes back to the full number with success after success', () => {
    const pace = new Pace()
    const { now } = failTimes(pace, 20)
    for (let index = 0; index < 200; index++) pace.succeeded(now)
    assert.equal(pace.limit, 16)
  })

  it('does not wait in a hurry', () => {
    const pace = new Pace()
    const { now } = failTimes(pace, 20)
    pace.failed(now, now)
    pace.hurry()
    assert.equal(pace.wait(now), 0)
  })
})
