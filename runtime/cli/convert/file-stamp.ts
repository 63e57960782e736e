import { statSync } from 'node:fs'

/** Of each file by its path: what tells whether it was written since. */
export type Stamps = Map<string, string>

export function stampOf(file: string): string {
  const { mtimeMs, size } = statSync(file, { throwIfNoEntry: false }) ?? { mtimeMs: 0, size: -1 }
  return `${mtimeMs} ${size}`
}
