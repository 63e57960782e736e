import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Terminal } from '../../../runtime/telemetry/terminal.ts'

const up = '\x1b['
const clear = '\x1b[J'

/** What stands on a screen after everything written to it, by someone who moves up whole lines and clears all below. */
function screen(columns: number, rows = 24) {
  const lines = ['']
  return {
    columns,
    rows,
    lines,
    write(text: string) {
      const [before = '', after] = text.split(clear)
      const [start = '', count] = after === undefined ? [] : before.split(up)
      if (count !== undefined) {
        // Moving up keeps the column, and what stands left of it.
        const kept = start === '\r' ? 0 : (lines.at(-1) ?? '').length
        const top = lines.splice(-1 - Number.parseInt(count, 10))
        lines.push((top[0] ?? '').slice(0, kept))
      }
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

it('wraps a live line that is wider than the terminal, and redraws all of it', () => {
  const stream = screen(10)
  const terminal = new Terminal(stream)

  terminal.show(['012345678abc'])
  terminal.write('log\n')
  terminal.show(['012345678abd', 'second'])

  assert.deepEqual(stream.lines, ['log', '012345678', 'abd', 'second', ''])
})

it('cuts a live line that takes more than three rows', () => {
  const stream = screen(5)

  new Terminal(stream).show(['aaaabbbbccccdddd'])

  assert.deepEqual(stream.lines, ['aaaa', 'bbbb', 'ccc…', ''])
})

it('shows what a live line has on several lines on one', () => {
  const stream = screen(80)

  new Terminal(stream).show(['FAILED: first\n  second'])

  assert.deepEqual(stream.lines, ['FAILED: first second', ''])
})

it('shows no more live lines than it can erase on the screen', () => {
  const stream = screen(80, 3)

  new Terminal(stream).show(['a', 'b', 'c', 'd'])

  assert.deepEqual(stream.lines, ['a', 'b', ''])
})

it('redraws the live lines from their start also after a ^C was shown', () => {
  const stream = screen(80)
  const terminal = new Terminal(stream)

  terminal.show(['live 1'])
  stream.lines[1] = '^C'
  terminal.show(['live 2'])

  assert.deepEqual(stream.lines, ['live 2', ''])
})

it('erases live lines that the terminal has wrapped since, having become narrower', () => {
  const stream = screen(11)
  const terminal = new Terminal(stream)

  terminal.show(['0123456789'])
  stream.columns = 6
  stream.lines.splice(0, Infinity, '012345', '6789', '')
  terminal.show(['new'])

  assert.deepEqual(stream.lines, ['new', ''])
})
