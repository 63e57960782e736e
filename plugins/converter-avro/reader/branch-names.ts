import { type AvroType, isNamed, type UnionType } from './avro-type.ts'
import { unusable } from './unusable.ts'

/** What the field of each branch is called in the struct that a union becomes; null for the branch null. */
export function branchNames({ branches }: UnionType, full: boolean): readonly (string | null)[] {
  const names = branches.map(branch => nameOf(branch, full))
  const used = names.filter(name => name !== null)
  if (new Set(used).size === used.length) return names
  if (!full) return branchNames({ kind: 'union', branches }, true)
  throw unusable([], `a union has two branches "${used.find((name, index) => used.indexOf(name) < index)}"`)
}

function nameOf(type: AvroType, full: boolean): string | null {
  if (type.kind === 'null') return null
  if (!isNamed(type) || type.name === undefined) return type.kind
  return full ? type.name : type.name.slice(type.name.lastIndexOf('.') + 1)
}
