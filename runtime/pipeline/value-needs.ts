import type { FieldPath, Needs } from '../api/needs.ts'

/** What all of these together read. */
export function unionOfNeeds(all: readonly Needs[]): Needs {
  if (all.includes('all')) return 'all'
  const paths = all.filter(isPaths).flat()
  return paths.length === 0 ? 'nothing' : paths
}

const isPaths = (needs: Needs): needs is readonly FieldPath[] => typeof needs !== 'string'
