import type { TaskIdentity } from 'psconnect/plugin'

/** `alerts-0-000017.ndjson.part`: the connector, its task and the number of the file. */
export const openName = (task: TaskIdentity, number: number): string =>
  `${nameOf(task)}-${task.index}-${String(number).padStart(6, '0')}.ndjson.part`

export interface FileName {
  readonly task: number
  readonly number: number
  readonly complete: boolean
}

/** Undefined for what is none of this connector's files. */
export function parseName(file: string, task: TaskIdentity): FileName | undefined {
  const start = `${nameOf(task)}-`
  const [, index, number, part] = /^(\d+)-(\d{6,})\.ndjson(\.part)?$/.exec(file.slice(start.length)) ?? []
  if (!file.startsWith(start) || index === undefined) return undefined
  return { task: Number(index), number: Number(number), complete: part === undefined }
}

/** A connector may be called anything, a file may not. */
const nameOf = ({ connector }: TaskIdentity): string => encodeURIComponent(connector)
