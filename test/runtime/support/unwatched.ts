import { Place, sharePlace } from '../../../runtime/pipeline/place.ts'
import { type DeadlineParts, StageDeadlines } from '../../../runtime/task/stage-deadlines.ts'

/** A place that nobody looks at. */
export const nowhere = (): Place => new Place(sharePlace(), 0)

/** Deadlines that never come, for what is not about them. */
export const unwatched = (parts: Pick<DeadlineParts, 'counters' | 'signal'>): StageDeadlines =>
  new StageDeadlines({ ...parts, limitMs: 0, nameOf: part => part, fail() {} })
