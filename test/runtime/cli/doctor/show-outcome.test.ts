import assert from 'node:assert/strict'
import { it } from 'node:test'
import { showOutcome } from '../../../../runtime/cli/doctor/show-outcome.ts'

const failed = { name: 'login', outcome: 'failed', text: 'the brokers refused it', milliseconds: 31 } as const

it('an outcome is a line: whether it works, the step, the time, what was found', () => {
  assert.equal(showOutcome(failed, 200), '  ✗ login              31 ms  the brokers refused it')
})

it('what to do stands below, and nothing is wider than the terminal', () => {
  const shown = showOutcome({ ...failed, remedy: 'check the login in sasl.jaas.config' }, 62)
  assert.deepEqual(shown.split('\n'), [
    '  ✗ login              31 ms  the brokers refused it',
    '                              → check the login in',
    '                              sasl.jaas.config',
  ])
})
