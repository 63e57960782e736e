import { type Figure, type Figures, figuresOf } from './median.ts'
import { isDone, type Results, type Row, type Run } from './results.ts'

/** In Markdown, with columns that line up on a terminal. Where two programs did a work, a third row compares them. */
export const describeResults = (results: Results): string =>
  `${describeCircumstances(results)}\n\n${tableOf(results.rows)}`

export const describeCircumstances = ({ date, commit, node, cores, cpu, loadBefore, answerAfterMs }: Results): string =>
  [
    `${date.slice(0, 10)}, commit ${commit}, Node ${node}, ${cores} cores (${cpu}), load before ${loadBefore.toFixed(2)}`,
    ...(answerAfterMs > 0 ? [`each request answered after ${answerAfterMs} ms`] : []),
  ].join(', ')

const columns: readonly (readonly [title: string, figure: Figure, show: (value: number) => string])[] = [
  ['records/s', 'recordsPerSecond', value => round(value).toLocaleString('en')],
  ['MB/s', 'megabytesPerSecond', value => value.toFixed(0)],
  ['CPU µs/record', 'cpuMicros', value => value.toFixed(value < 20 ? 1 : 0)],
  ['peak RSS', 'peakBytes', value => `${(value / 1e6).toFixed(0)} MB`],
  ['start to first publish', 'startSeconds', value => `${value.toFixed(2)} s`],
]

/** Three digits say all that such a measurement knows. */
const round = (value: number): number => Number(value.toPrecision(3))

export const tableOf = (rows: readonly Row[]): string => {
  const works = [...Map.groupBy(rows, ({ work }) => work).values()]
  const header = ['work', 'program', 'records', ...columns.map(([title]) => title), 'remarks']
  return alignTable([header, ...works.flatMap(rowsOfWork)])
}

const rowsOfWork = (rows: readonly Row[]): string[][] => {
  const cells = rows.map(row => {
    const figures = figuresOf(row)
    const shown = columns.map(([, figure, show]) => (figures[figure] > 0 ? show(figures[figure]) : '–'))
    return [row.work, row.program, row.records.toLocaleString('en'), ...shown, remarks(row)]
  })
  const [ours, peer] = rows
  return ours && peer ? [...cells, [ours.work, '**ratio**', '', ...ratios(ours, peer), '']] : cells
}

/** Nothing compares with a work that was not done. */
const ratios = (ours: Row, peer: Row): string[] => {
  if (!isDone(ours) || !isDone(peer)) return columns.map(() => '–')
  const [a, b]: Figures[] = [figuresOf(ours), figuresOf(peer)]
  return columns.map(([, figure]) => ((a?.[figure] ?? 0) / (b?.[figure] ?? 0)).toFixed(2))
}

const remarks = ({ runs, records }: Row): string =>
  [...new Set(runs.flatMap(run => remarksOf(run, records)))].join('; ').replaceAll('|', '\\|')

const remarksOf = ({ trouble, messages, committed }: Run, records: number): string[] => {
  if (trouble !== '') return [`${messages.toLocaleString('en')} of ${records.toLocaleString('en')}, ${trouble}`]
  const again = messages > records ? [`${(messages - records).toLocaleString('en')} sent again`] : []
  return committed === records ? again : [...again, `committed ${committed.toLocaleString('en')}`]
}

const textTitles = new Set(['work', 'program', 'remarks'])

/** The first row has the titles. Figures stand right. */
export const alignTable = ([header = [], ...body]: readonly (readonly string[])[]): string => {
  const widths = header.map((title, column) => Math.max(title.length, 3, ...body.map(row => row[column]?.length ?? 0)))
  const isText = (column: number) => textTitles.has(header[column] ?? '')
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => (isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`
  const rule = widths.map((width, column) => (isText(column) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return `${[line(header), line(rule), ...body.map(line)].join('\n')}\n`
}
