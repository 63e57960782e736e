import { TopicAdmin } from '@psconnect/client-kafka'
import type { Arrivals } from './arrivals.ts'
import type { AuditedConnector } from './audited-connector.ts'
import { type FoundLetters, findDeadLetters } from './dead-letters.ts'
import type { Expected } from './expected.ts'
import { common, type Range, without } from './ranges.ts'
import { recordsThere } from './records-there.ts'

/** What became of a partition's records between two offsets. */
export interface Verdict extends Expected {
  /** From where on is known whether anything is missing; undefined: nothing has arrived, and nothing is known. */
  readonly from: bigint | undefined
  readonly arrived: readonly Range[]
  readonly duplicates: readonly Range[]
  readonly gaps: Gaps
}

/** What has not arrived, by the reason for it. */
export interface Gaps {
  /** The log does not go back so far any more. */
  readonly deleted: readonly Range[]
  /** There is no record for the connector: the end of a transaction, a record of one that was aborted, one that was compacted away. */
  readonly empty: readonly Range[]
  readonly deadLetters: readonly Range[]
  /** No reason for it was found. */
  readonly missing: readonly Range[]
}

/** Of each partition; `remark` says what the missing ones may be all the same. */
export async function explainGaps(
  connector: AuditedConnector,
  { expected, arrivals }: { readonly expected: readonly Expected[]; readonly arrivals: Arrivals },
  signal: AbortSignal,
): Promise<{ readonly verdicts: readonly Verdict[]; readonly remark: string }> {
  const spans = expected.map(each => spanOf(each, arrivals))
  const gapless = spans.every(({ open }) => open.length === 0)
  const letters = gapless ? noLetters : await findDeadLetters(connector, signal)
  const verdicts: Verdict[] = []
  for (const [topic, ofTopic] of Map.groupBy(spans, each => each.topic)) {
    const log = await lookIntoLog(connector, { topic, spans: ofTopic, signal })
    for (const span of ofTopic) verdicts.push(judge(span, log, letters))
  }
  return { verdicts, remark: letters.remark }
}

const noLetters: FoundLetters = { places: new Map(), remark: '' }

interface Span extends Omit<Verdict, 'gaps'> {
  /** What has not arrived. */
  readonly open: readonly Range[]
}

function spanOf(expected: Expected, arrivals: Arrivals): Span {
  const { topic, partition, committed, since } = expected
  const { arrived, duplicates } = arrivals.of(`${topic}/${partition}`)
  const from = since ?? arrived.list[0]?.from
  const all = from !== undefined && from < committed ? [{ from, to: committed }] : []
  return { ...expected, from, arrived: arrived.list, duplicates: duplicates.list, open: without(all, arrived.list) }
}

interface LogView {
  /** Where the log of each partition begins. */
  readonly starts: ReadonlyMap<number, bigint>
  /** What of the gaps holds a record. */
  readonly records: ReadonlyMap<number, { readonly list: readonly Range[] }>
}

/** Fetches nothing where nothing is open. */
async function lookIntoLog(
  { connection, isolation }: AuditedConnector,
  { topic, spans, signal }: { readonly topic: string; readonly spans: readonly Span[]; readonly signal: AbortSignal },
): Promise<LogView> {
  const open = spans.filter(span => span.open.length > 0)
  if (open.length === 0) return { starts: new Map(), records: new Map() }
  await using admin = await TopicAdmin.open(connection, topic)
  const [found] = await admin.topics()
  const starts = new Map(found?.partitions.map(({ partition, offsets }) => [partition, offsets?.start ?? 0n]))
  const held = open.map(span => [span.partition, without(span.open, before(starts.get(span.partition)))] as const)
  const gaps = new Map(held.filter(([, ranges]) => ranges.length > 0))
  return { starts, records: await recordsThere({ connection, isolation, topic }, gaps, signal) }
}

const before = (offset = 0n): readonly Range[] => (offset > 0n ? [{ from: 0n, to: offset }] : [])

function judge({ open, ...span }: Span, { starts, records }: LogView, { places }: FoundLetters): Verdict {
  const { topic, partition } = span
  const letters = places.get(`${topic}/${partition}`)?.list ?? []
  const deadLetters = common(open, letters)
  const unsent = without(open, letters)
  const deleted = common(unsent, before(starts.get(partition)))
  const held = without(unsent, deleted)
  const missing = common(held, records.get(partition)?.list ?? [])
  return { ...span, gaps: { deadLetters, deleted, missing, empty: without(held, missing) } }
}
