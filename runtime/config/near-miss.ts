/** The name that `key` was probably meant to be, if there is one. */
export function nearMiss(key: string, names: Iterable<string>): string | undefined {
  const written = plain(key)
  let best: { readonly name: string; readonly distance: number } | undefined
  for (const name of names) {
    if (name === key) continue
    const meant = plain(name)
    const limit = Math.min(meant.length >> 2, 2)
    const distance = Math.abs(meant.length - written.length) > limit ? Number.POSITIVE_INFINITY : edits(written, meant)
    if (distance <= limit && distance < (best?.distance ?? Number.POSITIVE_INFINITY)) best = { name, distance }
  }
  return best?.name
}

/** `key` with the beginning that it was probably meant to have: one of the names that end with a dot. */
export function nearPrefix(key: string, names: Iterable<string>): string | undefined {
  const parts = key.split('.')
  for (const prefix of names) {
    const length = prefix.split('.').length - 1
    if (!prefix.endsWith('.') || parts.length <= length || key.startsWith(prefix)) continue
    const beginning = parts.slice(0, length).join('.')
    if (nearMiss(beginning, [prefix]) !== undefined) return prefix + parts.slice(length).join('.')
  }
  return undefined
}

/** tasks_max, tasksMax and Tasks.Max all mean tasks.max. */
const plain = (key: string): string => key.toLowerCase().replaceAll(/[._-]/g, '')

/** How many letters must be put in, taken out, replaced or swapped with the next to make one text of the other. */
function edits(one: string, other: string): number {
  let beforeLast: readonly number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let i = 1; i <= one.length; i++) {
    const row = [i]
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1]
      const swapped = one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]
      row[j] = Math.min(
        at(last, j) + 1,
        at(row, j - 1) + 1,
        at(last, j - 1) + (same ? 0 : 1),
        swapped ? at(beforeLast, j - 2) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    beforeLast = last
    last = row
  }
  return at(last, other.length)
}

const at = (row: readonly number[], index: number): number => row[index] ?? Number.POSITIVE_INFINITY
