import { isDone, type Row, type Run } from './results.ts'

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2
}

export type Figure = 'recordsPerSecond' | 'megabytesPerSecond' | 'cpuMicros' | 'peakBytes' | 'startSeconds'
export type Figures = Readonly<Record<Figure, number>>

/** Medians; 0 is what is not known. Where a run broke off its rates say nothing: it may have stood still for most of the time. */
export const figuresOf = (row: Row): Figures => {
  const figures = medianFigures(row.runs)
  return isDone(row) ? figures : { ...figures, recordsPerSecond: 0, megabytesPerSecond: 0, cpuMicros: 0 }
}

/** Of each figure by itself. */
export const medianFigures = (runs: readonly Run[]): Figures => {
  const of = (figure: Figure): number => median(runs.map(run => run[figure]))
  return {
    recordsPerSecond: of('recordsPerSecond'),
    megabytesPerSecond: of('megabytesPerSecond'),
    cpuMicros: of('cpuMicros'),
    peakBytes: of('peakBytes'),
    startSeconds: of('startSeconds'),
  }
}
