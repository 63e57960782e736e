import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Screen } from '../../../../runtime/cli/status/screen.ts'

const terminal = (more: object = {}) => {
  const written: string[] = []
  return { written, isTTY: true, columns: 80, rows: 10, write: (text: string) => written.push(text), ...more }
}

it('lines are written over those before, each in one piece and without erasing first', () => {
  const stream = terminal()
  const screen = new Screen(stream)
  screen.show(['one', 'two', 'three'])
  screen.show(['1', '2'])
  assert.deepEqual(stream.written, [
    '\x1b[?25lone\x1b[K\ntwo\x1b[K\nthree\x1b[K\n\x1b[J',
    '\r\x1b[3A1\x1b[K\n2\x1b[K\n\x1b[J',
  ])
})

it('what does not fit on the screen is left out, and a terminal of another width is drawn anew', () => {
  const stream = terminal({ rows: 3 })
  const screen = new Screen(stream)
  screen.show(['one', 'two', 'three', 'four'])
  assert.ok(!stream.written[0]?.includes('three'))
  stream.columns = 40
  screen.show(['one'])
  assert.ok(stream.written[1]?.startsWith('\x1b[2J\x1b[Hone'))
})

it('the cursor is there again at the end', () => {
  const stream = terminal()
  const screen = new Screen(stream)
  screen.end()
  assert.deepEqual(stream.written, [])
  screen.show([])
  screen.show(['one'])
  screen.end()
  assert.equal(stream.written.at(-1), '\x1b[?25h')
})

it('where nobody looks on, each time stands below the one before', () => {
  const stream = terminal({ isTTY: false })
  const screen = new Screen(stream)
  screen.show(['one'])
  screen.show(['two'])
  screen.end()
  assert.equal(stream.written.join(''), 'one\n\ntwo\n\n')
})
