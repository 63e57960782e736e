import type { Logger } from '../api/context.ts'
import type { CommitTimer } from '../commit/commit-timer.ts'
import { orAborted } from '../commit/waiting.ts'
import type { Closable } from '../pipeline/build.ts'

const commitLimitMs = 10_000
export const closeLimitMs = 5_000
/** How long a task may take to end after what was in flight is settled or given up. */
export const endLimitMs = commitLimitMs + 5 * closeLimitMs

/** Commits what may be committed, then closes the parts one after another. Never rejects, and gives up on what does not answer. */
export async function endPipeline(parts: readonly Closable[], commits: CommitTimer, log: Logger): Promise<void> {
  const commitLimit = AbortSignal.timeout(commitLimitMs)
  await orAborted(commits.finish(commitLimit), commitLimit)
  for (const part of parts) {
    const closeLimit = AbortSignal.timeout(closeLimitMs)
    try {
      if (part.close) await orAborted(part.close(), closeLimit)
    } catch (err) {
      log.warn({ err }, 'a part of the task could not be closed')
    }
    if (closeLimit.aborted) log.warn({}, `a part of the task was not closed in ${closeLimitMs} ms and is given up`)
  }
}
