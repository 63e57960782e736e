import { setTimeout as sleep } from 'node:timers/promises'
import { committedOffsets } from '../test/stack/kafka-topics.ts'
import { type Bench, jobOf } from './environment.ts'
import type { ProcessFigures } from './proc.ts'
import type { Program } from './program.ts'
import { type Received, startReceiver } from './receiver.ts'
import type { Run } from './results.ts'
import { RunningProgram } from './running-program.ts'
import type { Work } from './works.ts'

const LOOK_EVERY_MS = 25
const STUCK_AFTER_MS = 60_000
const LIMIT_MS = 600_000

/** One program does one work once, under a group of its own. What goes wrong with it is part of the result. */
export const runOnce = async (program: Program, work: Work, bench: Bench): Promise<Run> => {
  const { topic, bytesPerRecord } = await bench.topics.filled(work.topic)
  const tls = work.receiver === 'TLS' ? bench.certificates : undefined
  const receiver = await startReceiver({ tls, answerAfterMs: bench.answerAfterMs })
  const job = jobOf(work, bench, { topic, receiver: receiver.address })
  const running = await RunningProgram.start(program, job, bench.credentials)
  try {
    const watched = await watch({ running, receiver, program, work, limitMs: bench.stopAfterMs ?? LIMIT_MS })
    const atEnd = await receiver.received()
    const trouble = watched.trouble ?? ''
    if (trouble !== '') console.error(`bench: the end of the log of ${program.name}:\n${running.log.slice(-2_000)}`)
    await running.stop()
    const { messages } = await receiver.received()
    const committed = await committedOffsets(bench.kafka.plaintext, job.group, topic)
    return {
      ...measure({ ...watched, received: atEnd }, running.startedAt, bytesPerRecord),
      messages,
      committed: committed.reduce((sum, { offset }) => sum + Number(offset), 0),
      trouble,
    }
  } finally {
    await running.stop()
    await receiver.stop()
  }
}

interface Watched {
  /** At the first publish. */
  readonly first: ProcessFigures | undefined
  readonly last: ProcessFigures | undefined
  /** Why it did not come to its end. */
  readonly trouble: string | undefined
}

interface Scene {
  readonly running: RunningProgram
  readonly receiver: Awaited<ReturnType<typeof startReceiver>>
  readonly program: Program
  readonly work: Work
  readonly limitMs: number
}

/** Until all records have come, or no more will. */
async function watch(scene: Scene): Promise<Watched> {
  const { running, receiver, work } = scene
  let first: ProcessFigures | undefined
  let last: ProcessFigures | undefined
  for (;;) {
    const received = await receiver.received()
    last = running.figures ?? last
    if (received.messages > 0) first ??= last
    if (received.messages >= work.topic.count) return { first, last, trouble: undefined }
    const trouble = troubleOf(scene, received)
    if (trouble !== undefined) return { first, last, trouble }
    await sleep(LOOK_EVERY_MS)
  }
}

function troubleOf({ running, program, limitMs }: Scene, { lastAt }: Received): string | undefined {
  const now = Date.now()
  const silentMs = now - Math.max(lastAt, running.startedAt)
  if (!running.running) return `ended: ${fatalIn(running, program) ?? lastLine(running.log)}`
  if (now - running.startedAt > limitMs) return `stopped after ${Math.round(limitMs / 1_000)} s`
  // What is fatal to one of its threads need not end the others, so none is stopped for what its log says alone.
  if (silentMs < STUCK_AFTER_MS) return undefined
  return `nothing more for ${STUCK_AFTER_MS / 1_000} s: ${fatalIn(running, program) ?? 'its log says no reason'}`
}

const fatalIn = ({ log }: RunningProgram, { fatal }: Program): string | undefined => fatal.exec(log)?.[0]

const lastLine = (log: string): string => log.trimEnd().split('\n').at(-1)?.slice(0, 200) ?? ''

function measure(
  { first, last, received }: Watched & { readonly received: Received },
  startedAt: number,
  bytesPerRecord: number,
): Pick<Run, 'recordsPerSecond' | 'megabytesPerSecond' | 'cpuMicros' | 'peakBytes' | 'startSeconds'> {
  const { messages, firstAt, lastAt } = received
  const seconds = (lastAt - firstAt) / 1_000
  const recordsPerSecond = seconds > 0 ? messages / seconds : 0
  const cpuSeconds = (last?.cpuSeconds ?? 0) - (first?.cpuSeconds ?? 0)
  return {
    recordsPerSecond,
    megabytesPerSecond: (recordsPerSecond * bytesPerRecord) / 1e6,
    cpuMicros: messages > 0 ? (cpuSeconds / messages) * 1e6 : 0,
    peakBytes: last?.peakBytes ?? 0,
    startSeconds: messages > 0 ? (firstAt - startedAt) / 1_000 : 0,
  }
}
