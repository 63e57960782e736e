import { styleText } from 'node:util'
import { wrapText } from '../wrap-text.ts'

type Style = Parameters<typeof styleText>[0]

/** A part of a line. */
export interface Cell {
  readonly text: string
  readonly style?: Style
}

/** A line of a table is cut; any other goes on below itself, as what is wrong must be read to its end. */
export function fit(line: readonly Cell[], width: number): Cell[][] {
  const [cell, ...others] = line
  if (cell === undefined || others.length > 0) return [cut(line, width)]
  const { text, ...style } = cell
  const indent = text.slice(0, text.search(/\S/))
  const room = Math.max(width - indent.length, 20)
  return wrapText(text.trim(), room)
    .flatMap(part => pieces(part, room))
    .map(part => [{ ...style, text: indent + part }])
}

/** Of a word that is longer than a line. */
const pieces = (text: string, size: number): readonly string[] =>
  text.length <= size
    ? [text]
    : Array.from({ length: Math.ceil(text.length / size) }, (_, at) => text.slice(at * size, (at + 1) * size))

function cut(line: readonly Cell[], width: number): Cell[] {
  let room = width
  return line.map(({ text, ...style }) => {
    const shown = text.length <= room ? text : `${text.slice(0, Math.max(room - 1, 0))}${room > 0 ? '…' : ''}`
    room -= shown.length
    return { ...style, text: shown }
  })
}

export const paint = (line: readonly Cell[]): string =>
  line
    .map(({ text, style }) => (style === undefined ? text : styleText(style, text, { stream: process.stdout })))
    .join('')
    .trimEnd()
