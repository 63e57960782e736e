import type { Json } from './json.ts'

/** What a schema's text says of a type beside what is needed to read it: documentation, logical types, what Connect wrote there. */
export type Attributes = Readonly<Record<string, Json>>

/** An Avro type with all names resolved. Of a recursive type the objects are cyclic. */
export type AvroType = PrimitiveType | FixedType | EnumType | ArrayType | MapType | UnionType | RecordType

export const primitives = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'] as const

export type PrimitiveType = {
  [K in (typeof primitives)[number]]: { readonly kind: K; readonly attributes: Attributes }
}[(typeof primitives)[number]]

export interface FixedType {
  readonly kind: 'fixed'
  /** In full, like that of every named type. Only old writers leave it out. */
  readonly name: string | undefined
  readonly size: number
  readonly attributes: Attributes
}

export interface EnumType {
  readonly kind: 'enum'
  readonly name: string | undefined
  readonly symbols: readonly string[]
  readonly attributes: Attributes
}

export interface ArrayType {
  readonly kind: 'array'
  readonly items: AvroType
  readonly attributes: Attributes
}

export interface MapType {
  readonly kind: 'map'
  readonly values: AvroType
  readonly attributes: Attributes
}

export interface UnionType {
  readonly kind: 'union'
  readonly branches: readonly AvroType[]
}

export interface RecordType {
  readonly kind: 'record'
  readonly name: string | undefined
  readonly fields: readonly RecordField[]
  readonly attributes: Attributes
}

export interface RecordField {
  readonly name: string
  readonly type: AvroType
  /** Among them `default` and `doc`. */
  readonly attributes: Attributes
}

/** Types whose values hold no others. */
export type SimpleType = PrimitiveType | FixedType | EnumType

export const isSimple = (type: AvroType): type is SimpleType =>
  type.kind !== 'union' && type.kind !== 'record' && type.kind !== 'array' && type.kind !== 'map'

/** Has the case of the type's kind decide. */
export const match = <T extends AvroType, R>(
  type: T,
  cases: { readonly [K in T['kind']]: (type: Extract<T, { kind: K }>) => R },
): R => cases[type.kind as T['kind']](type as never)

export type NamedType = FixedType | EnumType | RecordType

export const isNamed = (type: AvroType): type is NamedType =>
  type.kind === 'fixed' || type.kind === 'enum' || type.kind === 'record'

/** What a union gives besides null where that is one type: such a union is no struct, but that type, or null. */
export function onlyBranch({ branches }: UnionType): AvroType | undefined {
  if (branches.length > 2) return undefined
  const others = branches.filter(branch => branch.kind !== 'null')
  return others.length === 1 ? others[0] : undefined
}

const mapEntry = 'MapEntry'

/** Connect writes a map whose keys are no strings as an array of such records; they are maps again when read. */
export function isMapOfEntries(array: ArrayType): array is ArrayType & { readonly items: RecordType } {
  const { items } = array
  return (
    items.kind === 'record' &&
    (items.name === `io.confluent.connect.avro.${mapEntry}` || items.attributes['connect.internal.type'] === mapEntry)
  )
}
