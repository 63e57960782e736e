import { grouped, paint } from './paint.ts'

const perRow = 16
/** Rows before that of the byte, and after it. */
const around = 2

/** The bytes around one of them, sixteen in a row, and a mark below that one; without it, how they begin. */
export function hexView(bytes: Uint8Array, position?: number): readonly string[] {
  const marked = position === undefined ? undefined : Math.min(position, bytes.length)
  const middle = marked === undefined ? around : Math.floor(marked / perRow)
  const lastOfAll = Math.max(0, Math.ceil(bytes.length / perRow) - 1, marked === undefined ? 0 : middle)
  const first = Math.max(0, middle - around)
  const last = Math.min(lastOfAll, middle + around)
  const rows = Array.from({ length: last - first + 1 }, (_, index) => first + index)
  return rows.flatMap(row => [
    showRow(bytes, row * perRow, marked),
    ...(row === middle && marked !== undefined ? [markBelow(marked, bytes.length)] : []),
  ])
}

const digits = 8

/** `000004b0  53 49 4d …  |SIM…|` */
function showRow(bytes: Uint8Array, start: number, marked: number | undefined): string {
  const row = Array.from({ length: perRow }, (_, index) => start + index)
  const shown = row.map(at => {
    const text = bytes[at]?.toString(16).padStart(2, '0') ?? '  '
    return at === marked ? paint('badByte', text) : text
  })
  const text = row.map(at => {
    const character = printable(bytes[at])
    return at === marked && at < bytes.length ? paint('badByte', character) : character
  })
  const offset = start.toString(16).padStart(digits, '0')
  return `${paint('aside', offset)}  ${shown.join(' ')}  ${paint('aside', '|')}${text.join('')}${paint('aside', '|')}`
}

function printable(byte: number | undefined): string {
  if (byte === undefined) return ''
  return byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.'
}

function markBelow(marked: number, length: number): string {
  const indent = ' '.repeat(digits + 2 + 3 * (marked % perRow))
  const where = marked === length ? 'the end' : `byte ${grouped(marked)}`
  return paint('bad', `${indent}^^ ${where}`)
}
