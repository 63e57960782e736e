import { type Figures, figuresOf } from './median.ts'
import { isDone, type Row } from './results.ts'

/** Records of different sizes are compared by what a byte costs. */
const panels: readonly (readonly [title: string, of: (figures: Figures) => number])[] = [
  ['MB/s (more is better)', ({ megabytesPerSecond }) => megabytesPerSecond],
  [
    'CPU s/GB (less is better)',
    ({ cpuMicros, recordsPerSecond, megabytesPerSecond }) =>
      megabytesPerSecond > 0 ? (cpuMicros * recordsPerSecond) / megabytesPerSecond / 1_000 : 0,
  ],
  ['peak RSS in MB (less is better)', ({ peakBytes }) => peakBytes / 1e6],
]

const labelWidth = 330
const panelWidth = 210
const barWidth = 150
const rowHeight = 24
const top = 40
const colours = ['#2563eb', '#c2410c']

/** An SVG of bars: a row for each work and program, and what it is compared by in columns. */
export const plot = (rows: readonly Row[]): string => {
  const programs = [...new Set(rows.map(({ program }) => program))]
  const width = labelWidth + panels.length * panelWidth
  const height = top + rows.length * rowHeight + 30
  const figures = rows.map(figuresOf)
  const bars = panels.flatMap(([title, of], panel) => {
    const left = labelWidth + panel * panelWidth
    const values = figures.map(of)
    const scale = barWidth / Math.max(...values, Number.MIN_VALUE)
    const drawn = rows.map((row, index) => bar(row, { index, left, value: values[index] ?? 0, scale, programs }))
    return [text([left, 24], title, 'font-weight="bold"'), ...drawn]
  })
  const labels = rows.map(({ work, program }, index) => text([8, middle(index)], `${work}: ${program}`))
  const legend = text([8, height - 10], 'Pale: not all of the records were carried; see the table.', 'fill="#555"')
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...labels,
    ...bars,
    ...(rows.every(isDone) ? [] : [legend]),
    '</svg>\n',
  ].join('\n')
}

interface Place {
  readonly index: number
  readonly left: number
  readonly value: number
  readonly scale: number
  readonly programs: readonly string[]
}

const bar = (row: Row, { index, left, value, scale, programs }: Place): string => {
  const colour = colours[programs.indexOf(row.program)] ?? '#555'
  const length = Math.max(1, value * scale).toFixed(1)
  const rect = `<rect x="${left}" y="${top + index * rowHeight}" width="${length}" height="${rowHeight - 6}" fill="${colour}" fill-opacity="${isDone(row) ? 1 : 0.35}"/>`
  const shown = value < 10 ? value.toFixed(1) : value.toFixed(0)
  return `${rect}\n${text([left + Number(length) + 4, middle(index)], shown)}`
}

const middle = (index: number): number => top + index * rowHeight + 13

const text = ([x, y]: readonly [number, number], content: string, attributes = ''): string =>
  `<text x="${x.toFixed(0)}" y="${y}" ${attributes}>${content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`
