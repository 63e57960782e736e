import assert from 'node:assert/strict'
import { it } from 'node:test'
import { type Command, stateAfter, stepOf } from '../../../runtime/worker/connector-states.ts'
import type { ConnectorState } from '../../../runtime/worker/views.ts'

/** What becomes of a connector at once, by its state and by what is asked of it. */
const expected: Readonly<Record<ConnectorState, Readonly<Record<Command, ConnectorState>>>> = {
  UNASSIGNED: { pause: 'UNASSIGNED', resume: 'UNASSIGNED', stop: 'STOPPED', restart: 'RESTARTING' },
  RUNNING: { pause: 'PAUSED', resume: 'RUNNING', stop: 'STOPPED', restart: 'RESTARTING' },
  PAUSED: { pause: 'PAUSED', resume: 'RUNNING', stop: 'STOPPED', restart: 'RESTARTING' },
  STOPPED: { pause: 'UNASSIGNED', resume: 'UNASSIGNED', stop: 'STOPPED', restart: 'STOPPED' },
  FAILED: { pause: 'FAILED', resume: 'FAILED', stop: 'STOPPED', restart: 'RESTARTING' },
  RESTARTING: { pause: 'RESTARTING', resume: 'RESTARTING', stop: 'STOPPED', restart: 'RESTARTING' },
}

for (const [state, commands] of Object.entries(expected))
  for (const [command, then] of Object.entries(commands))
    it(`is ${then} after ${command} when it was ${state}`, () => {
      const step = stepOf(state as ConnectorState, command as Command)
      assert.equal(step === 'nothing' ? state : stateAfter[step], then)
    })
