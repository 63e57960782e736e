import { ConnectError, type SourceOffset } from 'psconnect/plugin'

/** How far a file has been read: in which round, from 0, and how many of its records. As an offset: `0:17`. */
export interface Position {
  readonly round: number
  readonly record: number
}

export const formatPosition = ({ round, record }: Position): string => `${round}:${record}`

/** Without an offset, the beginning. Throws SOURCE_FAILED where it is none of this source's. */
export function parsePosition(offset: SourceOffset | undefined, file: string): Position {
  const [, round, record] = /^(\d{1,15}):(\d{1,15})$/.exec(String(offset ?? '0:0')) ?? []
  if (round === undefined)
    throw new ConnectError('SOURCE_FAILED', `the offset of ${file} must be ROUND:RECORD (found ${String(offset)})`)
  return { round: Number(round), record: Number(record) }
}
