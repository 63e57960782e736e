import { setTimeout as sleep } from 'node:timers/promises'
import { type Bench, jobOf } from './environment.ts'
import { median } from './median.ts'
import type { Program } from './program.ts'
import { startReceiver } from './receiver.ts'
import { RunningProgram } from './running-program.ts'
import { alignTable } from './table.ts'
import type { Work } from './works.ts'

const READY_LIMIT_MS = 60_000
const SETTLE_MS = 10_000
const WATCH_MS = 30_000

const nothingToDo: Work = {
  name: 'idle',
  topic: { records: 'alerts', partitions: 4, count: 0 },
  tasks: 1,
  receiver: 'TLS',
}

interface Idle {
  readonly readySeconds: number
  readonly residentBytes: number
  /** Of one core. */
  readonly cpuShare: number
}

/** A worker with an empty topic: how long until it has its partitions, and what it takes from then on. */
export const describeIdle = async (bench: Bench, runs: number): Promise<string> => {
  const rows: string[][] = []
  for (const program of bench.programs) {
    const measured: Idle[] = []
    for (let run = 0; run < runs; run++) measured.push(await measureIdle(program, bench))
    const of = (figure: keyof Idle) => median(measured.map(idle => idle[figure]))
    const shown = [
      of('readySeconds').toFixed(2),
      (of('residentBytes') / 1e6).toFixed(0),
      (of('cpuShare') * 100).toFixed(2),
    ]
    rows.push([program.name, `${shown[0]} s`, `${shown[1]} MB`, `${shown[2]} %`])
  }
  return alignTable([['program', 'start to ready', 'idle RSS', 'idle CPU'], ...rows])
}

const measureIdle = async (program: Program, bench: Bench): Promise<Idle> => {
  const { topic } = await bench.topics.filled(nothingToDo.topic)
  const receiver = await startReceiver({ tls: bench.certificates, answerAfterMs: 0 })
  const job = jobOf(nothingToDo, bench, { topic, receiver: receiver.address })
  const running = await RunningProgram.start(program, job, bench.credentials)
  try {
    const readySeconds = await untilReady(running, program)
    await sleep(SETTLE_MS)
    const before = running.figures
    await sleep(WATCH_MS)
    const after = running.figures
    if (before === undefined || after === undefined)
      throw new Error(`${program.name} ended while it was idle:\n${running.log}`)
    const cpuShare = (after.cpuSeconds - before.cpuSeconds) / (WATCH_MS / 1_000)
    return { readySeconds, residentBytes: after.residentBytes, cpuShare }
  } finally {
    await running.stop()
    await receiver.stop()
  }
}

const untilReady = async (running: RunningProgram, { name, ready }: Program): Promise<number> => {
  const until = Date.now() + READY_LIMIT_MS
  while (!ready.test(running.log)) {
    if (!running.running || Date.now() > until) throw new Error(`${name} was not ready:\n${running.log.slice(-2_000)}`)
    await sleep(5)
  }
  return (performance.timeOrigin + performance.now() - running.startedAt) / 1_000
}
