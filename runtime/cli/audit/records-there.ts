import type { ConsumerRecord } from '../../api/record.ts'
import { type Range, Ranges } from './ranges.ts'
import { type Log, readSpans } from './read-spans.ts'

/** Gaps that are so near to one another are looked at in one go: reading what is between costs less than another fetch. */
const near = 1000n

/** Which of the offsets in these gaps hold a record that the connector was to carry, by the numbers of partitions. */
export async function recordsThere(
  log: Log,
  gaps: ReadonlyMap<number, readonly Range[]>,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, Ranges>> {
  const found = new Map([...gaps.keys()].map(partition => [partition, new Ranges()]))
  const take = ({ partition, offset }: ConsumerRecord) => void found.get(partition)?.add(offset)
  for (const spans of rounds(gaps)) await readSpans(log, spans, { take, signal })
  return found
}

/** What is read at once: of each partition one span. */
function rounds(gaps: ReadonlyMap<number, readonly Range[]>): readonly ReadonlyMap<number, Range>[] {
  const all: Map<number, Range>[] = []
  for (const [partition, ranges] of gaps)
    for (const [round, span] of spansOf(ranges).entries()) {
      const spans = (all[round] ??= new Map<number, Range>())
      spans.set(partition, span)
    }
  return all
}

function spansOf(gaps: readonly Range[]): readonly Range[] {
  const spans: Range[] = []
  for (const gap of gaps) {
    const last = spans.at(-1)
    if (last && gap.from - last.to <= near) spans[spans.length - 1] = { from: last.from, to: gap.to }
    else spans.push(gap)
  }
  return spans
}
