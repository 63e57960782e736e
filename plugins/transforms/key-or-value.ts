import {
  type ConfigOf,
  type ConfigSpec,
  type ConnectRecord,
  defineTransform,
  type Problem,
  type SchemaAndValue,
} from 'psconnect/plugin'

/** What errors speak of: which transform works on which part of a record. */
export interface Subject {
  readonly transform: string
  readonly part: 'key' | 'value'
}

/** What a transform makes of a key or a value; the very same object where it changes nothing. */
export type Change = (data: SchemaAndValue, record: ConnectRecord) => SchemaAndValue

export interface Definition<S extends ConfigSpec> {
  readonly name: string
  readonly config: S
  readonly validate?: (config: ConfigOf<S>) => readonly Problem[]
  readonly create: (config: ConfigOf<S>, subject: Subject) => Change
}

/** The two forms of a transform, for keys and for values, named as in Kafka Connect: `Cast$Key` and `Cast$Value`. */
export function keyAndValue<const S extends ConfigSpec>({ name, create, ...rest }: Definition<S>) {
  const ofKeys = defineTransform({
    ...rest,
    name: `${name}$Key`,
    valueNeeds: () => 'nothing',
    create(config) {
      const change = create(config, { transform: `${name}$Key`, part: 'key' })
      return {
        apply(record) {
          const key = change(record.key, record)
          return key === record.key ? record : { ...record, key }
        },
      }
    },
  })
  const ofValues = defineTransform({
    ...rest,
    name: `${name}$Value`,
    create(config) {
      const change = create(config, { transform: `${name}$Value`, part: 'value' })
      return {
        apply(record) {
          const value = change(record.value, record)
          return value === record.value ? record : { ...record, value }
        },
      }
    },
  })
  return [ofKeys, ofValues] as const
}
