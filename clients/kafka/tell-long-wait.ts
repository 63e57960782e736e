import type { Logger } from 'psconnect/plugin'
import type { GroupOptions } from './group-member.ts'
import type { Troubles } from './troubles.ts'

interface Circumstances {
  readonly group: GroupOptions
  readonly log: Logger
  readonly troubles: Troubles
}

/** Longer than a new group waits for its first members (group.initial.rebalance.delay.ms: 3 s, and again while more of them come). */
const patienceMs = 8_000

/** Says what a member waits for that the group gives no partitions for so long. `join` calls what it is given when the wait begins. */
export async function tellLongWait<T>(
  join: (waiting: () => void) => Promise<T>,
  { group, log, troubles }: Circumstances,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const tell = () => {
    const reason = `Waits for the consumer group ${group.groupId} to give it partitions: the other members finish their work first, and one that was killed counts until its session.timeout.ms (${group.sessionTimeoutMs} here) is over`
    log.warn({ group: group.groupId }, reason)
    troubles.begin('joining', reason)
  }
  const waiting = () => {
    timer ??= setTimeout(tell, patienceMs)
  }
  try {
    return await join(waiting)
  } finally {
    clearTimeout(timer)
    troubles.end('joining')
  }
}
