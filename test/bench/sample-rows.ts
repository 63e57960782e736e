import type { Row, Run } from '../../bench/results.ts'

const figures = {
  recordsPerSecond: 4_000,
  megabytesPerSecond: 320,
  cpuMicros: 100,
  peakBytes: 300e6,
  startSeconds: 1,
}

export const run = (differences: Partial<Run> = {}): Run => ({
  ...figures,
  messages: 1_000,
  committed: 1_000,
  trouble: '',
  ...differences,
})

export const row = (program: string, runs: readonly Run[]): Row => ({ work: '80 KB', program, records: 1_000, runs })
