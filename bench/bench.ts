import { cpus, loadavg } from 'node:os'
import { type Bench, openBench } from './environment.ts'
import { describeIdle } from './idle.ts'
import { type Options, parseOptions, usage } from './options.ts'
import { commitOf } from './psconnect.ts'
import { type Results, type Row, type Run, saveResults } from './results.ts'
import { runOnce } from './run.ts'
import { describeResults } from './table.ts'
import { allWorks, selectWorks, type Work, warmUp } from './works.ts'

/** `npm run bench`: how fast and how small the packed worker is on this machine, and with `--peer java` what it is compared with. */
const main = async (options: Options): Promise<void> => {
  const works = selectWorks(allWorks(options.records), options.only)
  const circumstances = describeMachine(options)
  const bench = await openBench(options)
  try {
    for (const program of bench.programs) await runOnce(program, warmUp, bench)
    if (options.idle) return console.log(await describeIdle(bench, options.runs))
    const rows: Row[] = []
    for (const work of works) {
      rows.push(...(await measureWork(work, bench, options.runs)))
      // After each, so that a run that is stopped keeps what it has.
      if (options.save !== undefined) saveResults({ ...circumstances, rows }, options.save)
    }
    console.log(describeResults({ ...circumstances, rows }))
  } finally {
    await bench.close()
  }
}

const describeMachine = ({ answerAfterMs }: Options): Omit<Results, 'rows'> => ({
  date: new Date().toISOString(),
  commit: commitOf(),
  node: process.version,
  cores: cpus().length,
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  loadBefore: loadavg()[0] ?? 0,
  answerAfterMs,
})

/** The programs take turns, so that what else goes on here meets each alike. */
const measureWork = async (work: Work, bench: Bench, runs: number): Promise<Row[]> => {
  const rows = bench.programs.filter(program => program.can(work)).map(program => ({ program, runs: [] as Run[] }))
  for (let run = 0; run < runs; run++) {
    for (const row of rows) {
      const done = await runOnce(row.program, work, bench)
      row.runs.push(done)
      console.error(
        `bench: ${work.name}, ${row.program.name}: ${Math.round(done.recordsPerSecond)} records/s ${done.trouble}`,
      )
    }
  }
  return rows.map(row => ({ work: work.name, program: row.program.name, records: work.topic.count, runs: row.runs }))
}

try {
  const options = parseOptions(process.argv.slice(2))
  if (options === undefined) console.log(usage)
  else await main(options)
} catch (error) {
  console.error(`bench: ${(error as Error).message}`)
  process.exitCode = 1
}
