import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Troubles } from '../../../clients/kafka/troubles.ts'

it('tells of the trouble that has been going on longest, and when there is none left', () => {
  const told: (string | null)[] = []
  const troubles = new Troubles(reason => told.push(reason))
  troubles.begin('broker 1', 'no answer')
  troubles.begin('coordinator', 'not there')
  troubles.begin('broker 1', 'refused')
  troubles.end('broker 1')
  troubles.end('coordinator')
  troubles.begin('leaders', 'none')
  troubles.endAll()
  troubles.endAll()
  assert.deepEqual(told, ['no answer', 'no answer', 'refused', 'not there', null, 'none', null])
})
