import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Terminal } from '../../../runtime/telemetry/terminal.ts'

const up = '\x1b['
const clear = '\x1b[J'

/** What stands on a screen after everything written to it, by someone who moves up whole lines and clears all below. */
function screen(columns: number) {
  const lines = ['']
  return {
    columns,
    lines,
    write(text: string) {
      const [before = '', after] = text.split(clear)
      const [, count] = after === undefined ? [] : before.split(up)
      if (count !== undefined) lines.splice(-1 - Number.parseInt(count, 10), Infinity, '')
      const [first = '', ...rest] = (after ?? before).split('\n')
      lines[lines.length - 1] += first
      lines.push(...rest)
    },
  }
}

it('keeps the live lines below the log, and redraws them in place', () => {
  const stream = screen(80)
  const terminal = new Terminal(stream)

  terminal.write('first\n')
  terminal.show(['a 1', 'b 1'])
  terminal.write('second\n')
  terminal.show(['a 2', 'b 2'])
  terminal.write('third\n')

  assert.deepEqual(stream.lines, ['first', 'second', 'third', 'a 2', 'b 2', ''])
})

it('cuts live lines to the width of the terminal, so that none wraps', () => {
  const stream = screen(10)

  new Terminal(stream).show(['0123456789012'])

  assert.deepEqual(stream.lines, ['012345678', ''])
})
