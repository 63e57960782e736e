/** A schema as a registry serves it. */
export interface RegisteredSchema {
  readonly id: number
  /** AVRO, PROTOBUF or JSON. */
  readonly type: string
  readonly text: string
  /** The texts of the schemas it refers to, in the order of dependency: none refers to a later one. */
  readonly references: readonly string[]
  /** Where the registry says so, and all its subjects say the same. */
  readonly version?: number
}
