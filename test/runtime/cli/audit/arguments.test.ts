import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readArguments } from '../../../../runtime/cli/audit/arguments.ts'

const needed = ['worker', 'connector', '--subscription', 's']

describe('what audit can be told', () => {
  it('knows a time with its zone', () => {
    const { since } = readArguments([...needed, '--since', '2026-01-31T18:00:00+01:00'])
    assert.equal(since?.toISOString(), '2026-01-31T17:00:00.000Z')
    assert.throws(() => readArguments([...needed, '--since', 'yesterday']), /must be a time such as/)
    assert.throws(() => readArguments([...needed, '--since', '1']), /must be a time such as/)
  })

  it('refuses what does not fit', () => {
    assert.throws(() => readArguments(['worker', '--subscription', 's']), /two files must be given/)
    assert.throws(() => readArguments(['worker', 'connector']), /--subscription is missing/)
    assert.throws(() => readArguments(['worker', 'connector', '--subscription', 'a/b']), /must be an id alone/)
    assert.throws(() => readArguments([...needed, '--create', '--since', '2026-01-31']), /leave out --since/)
  })
})
