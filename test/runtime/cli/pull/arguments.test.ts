import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readArguments } from '../../../../runtime/cli/pull/arguments.ts'

const needed = ['--project', 'p', '--subscription', 's']

describe('what pull can be told', () => {
  it('holds no more messages than it can remember, unless they are acknowledged or so many are asked for', () => {
    assert.equal(readArguments(needed).maxMessages, 1000)
    assert.equal(readArguments([...needed, '--ack']).maxMessages, Number.POSITIVE_INFINITY)
    assert.equal(readArguments([...needed, '--max-messages', '2000']).maxMessages, 2000)
  })

  it('takes the registry as the key of the converter that it is', () => {
    const { properties } = readArguments([...needed, '--registry', 'file:x', '--property', 'a=b'])
    assert.deepEqual(properties, [
      { key: 'schema.registry.url', text: 'file:x' },
      { key: 'a', text: 'b' },
    ])
  })

  it('refuses what does not fit', () => {
    assert.throws(() => readArguments(['--subscription', 's']), /--project ID is missing/)
    assert.throws(() => readArguments(['--project', 'p', '--subscription', 'a/b']), /must be an id alone/)
    assert.throws(() => readArguments([...needed, '--cutouts']), /--cutouts needs --save/)
    assert.throws(() => readArguments([...needed, '--fields', 'a']), /--format summary/)
  })
})
