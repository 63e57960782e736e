import { ConnectError, type Origin, type Schema } from 'psconnect/plugin'
import type { AvroConfig } from './config.ts'

type SubjectOf = (origin: Origin, schema: Schema) => string

const suffix = ({ part }: Origin): string => (part === 'key' ? 'key' : 'value')

const strategies: Readonly<Record<string, SubjectOf>> = {
  TopicNameStrategy: origin => `${origin.topic}-${suffix(origin)}`,
  RecordNameStrategy: (origin, schema) => nameOf(origin, schema),
  TopicRecordNameStrategy: (origin, schema) => `${origin.topic}-${nameOf(origin, schema)}`,
}

/** Under which subject the schema of a value is written. Throws RECORD_UNREADABLE where its schema has no name to go by. */
export function subjectOf(config: AvroConfig, origin: Origin, schema: Schema): string {
  const fixed = config['subject.name']
  if (fixed !== undefined) return fixed
  const name = config[strategyKey(origin)]
  const subject = strategies[shortName(name)]
  if (subject) return subject(origin, schema)
  throw new ConnectError('RECORD_UNREADABLE', `the subject of its schema is not known: ${notBuiltIn(name)}`)
}

/** Why no subject can be found with this configuration. */
export function cannotName(config: AvroConfig): string | undefined {
  if (config['subject.name'] !== undefined) return undefined
  const name = config['value.subject.name.strategy']
  return strategies[shortName(name)] ? undefined : notBuiltIn(name)
}

const notBuiltIn = (name: string): string =>
  `${name} is none of ${Object.keys(strategies).join(', ')}; subject.name can say the subject instead`

const strategyKey = ({ part }: Origin) => `${part === 'key' ? 'key' : 'value'}.subject.name.strategy` as const

const confluents = 'io.confluent.kafka.serializers.subject.'
const shortName = (name: string): string => (name.startsWith(confluents) ? name.slice(confluents.length) : name)

function nameOf({ part }: Origin, { name }: Schema): string {
  if (name !== undefined) return name
  throw new ConnectError(
    'RECORD_UNREADABLE',
    `the schema of the ${part} has no name, which its subject is to be called by`,
  )
}
