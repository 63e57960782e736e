import type { FieldPath, Needs } from 'psconnect/plugin'
import { type AvroType, onlyBranch } from './avro-type.ts'
import { branchNames } from './branch-names.ts'

/** Which parts of a value are built: all of it, nothing of it, or some of its fields. */
export type Selection = 'all' | 'nothing' | ReadonlyMap<string, Selection>

export interface Selected {
  readonly selection: Selection
  /** Paths that the type has no field for. */
  readonly missing: readonly FieldPath[]
}

export function select(type: AvroType, needs: Needs, fullNames: boolean): Selected {
  if (needs === 'nothing' || needs === 'all') return { selection: needs, missing: [] }
  const missing: FieldPath[] = []
  let selection: Selection = 'nothing'
  for (const path of needs) {
    const found = selectPath(type, path, fullNames)
    if (found === undefined) missing.push(path)
    else selection = union(selection, found)
  }
  return { selection, missing }
}

/** A map is built whole, whichever of its entries is needed; the items of an array have no path. */
function selectPath(type: AvroType, path: FieldPath, fullNames: boolean): Selection | undefined {
  const [name, ...rest] = path
  if (name === undefined) return 'all'
  const only = type.kind === 'union' ? onlyBranch(type) : undefined
  if (only !== undefined) return selectPath(only, path, fullNames)
  if (type.kind === 'map') return 'all'
  const field = fieldNamed(type, name, fullNames)
  const inner = field === undefined ? undefined : selectPath(field, rest, fullNames)
  return inner === undefined ? undefined : new Map([[name, inner]])
}

function fieldNamed(type: AvroType, name: string, fullNames: boolean): AvroType | undefined {
  if (type.kind === 'record') return type.fields.find(field => field.name === name)?.type
  return type.kind === 'union' ? type.branches[branchNames(type, fullNames).indexOf(name)] : undefined
}

function union(left: Selection, right: Selection): Selection {
  if (left === 'all' || right === 'nothing') return left
  if (right === 'all' || left === 'nothing') return right
  const both = new Map(left)
  for (const [name, inner] of right) both.set(name, union(left.get(name) ?? 'nothing', inner))
  return both
}
