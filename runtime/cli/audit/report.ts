import type { Arrivals } from './arrivals.ts'
import type { AuditedConnector } from './audited-connector.ts'
import type { Verdict } from './explain-gaps.ts'
import { common, countOf, type Range } from './ranges.ts'

export interface Findings {
  readonly connector: Pick<AuditedConnector, 'name' | 'groupId' | 'filters'>
  readonly arrivals: Arrivals
  readonly verdicts: readonly Verdict[]
  /** What the missing records may be all the same; empty where nothing is known. */
  readonly remark: string
}

/** Each partition with what arrived of it and what did not, as lines for people. */
export const reportLines = ({ connector, verdicts, remark }: Findings): readonly string[] =>
  verdicts.flatMap(verdict => [headline(verdict), ...detailLines(verdict, remarkOf(connector, remark))])

function headline({ topic, partition, from, committed, arrived }: Verdict): string {
  const name = `${topic}/${partition}`
  if (from === undefined) return `${name}: nothing has arrived, so nothing is known; committed is ${committed}`
  if (from >= committed) return `${name}: nothing was due from offset ${from} on; committed is ${committed}`
  const due = [{ from, to: committed }]
  const came = countOf(common(due, arrived))
  return `${name}: ${count(came)} of ${count(committed - from)} offsets arrived, ${rangeText({ from, to: committed })}`
}

function detailLines({ duplicates, gaps }: Verdict, missing: string): readonly string[] {
  return [
    line('more than once', duplicates),
    line('in the dead-letter queue', gaps.deadLetters),
    line('no record for the connector (end of a transaction, aborted, compacted away)', gaps.empty),
    line('no longer in Kafka, so that nobody knows what was there', gaps.deleted),
    line(missing, gaps.missing),
  ].flat()
}

const remarkOf = ({ filters }: Findings['connector'], remark: string): string => {
  const reasons = [
    ...filters.map(name => `may have been dropped by the transform ${name}`),
    ...(remark ? [remark] : []),
  ]
  return reasons.length > 0 ? `MISSING (${reasons.join('; ')})` : 'MISSING'
}

/** A log with transactions has very many gaps. */
const mostShown = 10

function line(what: string, ranges: readonly Range[]): readonly string[] {
  if (ranges.length === 0) return []
  const more = ranges.length - mostShown
  const shown = ranges.slice(0, mostShown).map(rangeText).join(', ')
  return [`  ${what}: ${count(countOf(ranges))} (${shown}${more > 0 ? ` and ${counted(more, 'more range')}` : ''})`]
}

const rangeText = ({ from, to }: Range): string => (to - from === 1n ? `${from}` : `${from} to ${to - 1n}`)

const counted = (number: bigint | number, what: string): string =>
  `${count(number)} ${what}${BigInt(number) === 1n ? '' : 's'}`

const count = (number: bigint | number): string => number.toLocaleString('en')

/** What is to be known beside the partitions, a sentence each. */
export function notes({ connector, arrivals, verdicts }: Findings): readonly string[] {
  const { foreign, foreignTopic, unplaced, redelivered } = arrivals
  const isOpen = verdicts.some(({ since }) => since === undefined)
  const isMissing = verdicts.some(({ gaps }) => gaps.missing.length > 0)
  return [
    ...(redelivered > 0 ? [`delivered again by Pub/Sub, not published twice: ${counted(redelivered, 'message')}`] : []),
    ...(unplaced > 0
      ? [`without a record's place, published by others or without metadata.publish: ${counted(unplaced, 'message')}`]
      : []),
    ...(foreign > 0
      ? [
          `of topics that ${connector.name} does not read, such as ${JSON.stringify(foreignTopic)}, published by others or renamed by a transform: ${counted(foreign, 'message')}`,
        ]
      : []),
    ...(isOpen ? [unknownHead] : []),
    ...(isMissing ? [unknownPast] : []),
  ]
}

const unknownHead =
  'of what stands before the first that has arrived here of a partition nothing is known: --since says from when on all must be here'
const unknownPast =
  'missing is here also what was published before the subscription was made, is older than it keeps messages, or was taken by an earlier audit'

/** Whether all that was due has arrived, or there is a reason why not; and this as a sentence. */
export function conclusion({ connector, arrivals, verdicts, remark }: Findings): { ok: boolean; text: string } {
  const { name, groupId, filters } = connector
  const missing = verdicts.reduce((sum, { gaps }) => sum + countOf(gaps.missing), 0n)
  if (missing > 0n && filters.length > 0 && remark === '')
    return {
      ok: true,
      text: `${counted(missing, 'record')} of ${name} did not arrive, which ${filters.join(', ')} may have dropped`,
    }
  if (missing > 0n)
    return { ok: false, text: `${counted(missing, 'record')} that the group ${groupId} has committed did not arrive` }
  if (verdicts.every(({ from }) => from === undefined))
    return {
      ok: false,
      text: `nothing is proven: of ${counted(arrivals.messages, 'message')} none is of what ${name} reads`,
    }
  return { ok: true, text: `all that the group ${groupId} has committed has arrived, or there is a reason why not` }
}

/** For scripts: the same, every range of it, as first and last offset. */
export function reportJson(findings: Findings): object {
  const { connector, arrivals, verdicts, remark } = findings
  const { ok, text } = conclusion(findings)
  const { messages, redelivered, unplaced, foreign } = arrivals
  return {
    connector: connector.name,
    group: connector.groupId,
    ok,
    conclusion: text,
    messages: { all: messages, redelivered, unplaced, foreign },
    filters: connector.filters,
    ...(remark && { remark }),
    partitions: verdicts.map(({ topic, partition, from, committed, arrived, duplicates, gaps }) => ({
      topic,
      partition,
      from: from === undefined ? null : Number(from),
      committed: Number(committed),
      arrived: plain(arrived),
      duplicates: plain(duplicates),
      missing: plain(gaps.missing),
      deadLetters: plain(gaps.deadLetters),
      withoutRecord: plain(gaps.empty),
      deleted: plain(gaps.deleted),
    })),
    notes: notes(findings),
  }
}

const plain = (ranges: readonly Range[]): readonly (readonly [first: number, last: number])[] =>
  ranges.map(({ from, to }) => [Number(from), Number(to - 1n)])
