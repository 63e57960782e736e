import assert from 'node:assert/strict'
import { it } from 'node:test'
import { fitting } from '../../../scripts/demo/terminal.ts'

it('shortens what is wider than the terminal, and leaves the rest as it is', () => {
  assert.equal(fitting('Pulls', 5), 'Pulls')
  assert.equal(fitting('Pulls the messages', 9), 'Pulls th…')
  assert.equal(fitting('Pulls', -3), '…')
})
