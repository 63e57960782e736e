import { boolean, type ConfigOf, mapOf, oneOf, type Problem, string } from 'psconnect/plugin'
import { isPath } from './field-path.ts'
import { faultOf, MAX_ATTRIBUTES, shown } from './message-limits.ts'

const group = 'Messages'

/** What becomes of a record. */
export const messageConfig = {
  'metadata.publish': boolean({
    doc: 'Whether to add the Kafka topic, partition, offset and timestamp as attributes kafka.topic, kafka.partition, kafka.offset and kafka.timestamp.',
    default: false,
    group,
  }),
  'headers.publish': boolean({
    doc: 'Whether to add the headers as attributes: their text as it is, bytes that are not UTF-8 as base64. Of several with one name the last counts; one without a value is left out.',
    default: false,
    group,
  }),
  'headers.too.big': oneOf(['drop', 'error'], {
    doc: 'What becomes of a header that Pub/Sub does not take (a name of no or more than 256 bytes or one that begins with goog, a value of more than 1024 bytes, more than 100 attributes, more than 10 MB with the rest of its message): drop leaves it out, counted and logged once a minute, but only cuts what a dead letter says of its error (__connect.errors.*); error refuses its record.',
    default: 'drop',
    group,
  }),
  orderingKeySource: oneOf(['none', 'key', 'partition'], {
    doc: "What becomes the message's ordering key: the record's key, as its attribute has it, or the number of its partition. Messages with one ordering key are stored in the order of their records, one request at a time.",
    default: 'none',
    group,
  }),
  messageBodyFormat: oneOf(['auto', 'json', 'avro', 'confluent', 'avro-file'], {
    doc: "What becomes the message's data. auto: bytes and text as they are, numbers, flat structs and flat maps as Google's connector writes them, and JSON for a value of a schema that it has no form for, such as a struct in a struct. json: always JSON, in UTF-8. The others need a value converter that reads Avro: confluent gives the bytes as they came, with the id of their schema in front; avro the same without the id; avro-file an Avro object container file of one record, which brings its schema with it. A value that a transform has changed is encoded anew, which registers its schema if that is a new one, unless the value converter has auto.register.schemas=false.",
    default: 'auto',
    group,
  }),
  messageBodyName: string({
    doc: "Of a value that is a flat struct or map, with messageBodyFormat=auto: the field that becomes the message's data. The others become attributes.",
    default: 'cps_message_body',
    group,
  }),
  jsonLong: oneOf(['number', 'string'], {
    doc: 'How JSON holds 64-bit integers, exact in both: as a number, which JavaScript and others round beyond 2^53, or as a string.',
    default: 'number',
    group,
  }),
  jsonNan: oneOf(['null', 'string'], {
    doc: 'How JSON holds NaN and the infinities, which it has no numbers for: as null, or as the strings NaN, Infinity and -Infinity.',
    default: 'null',
    group,
  }),
  'attributes.schema': boolean({
    doc: "Whether to add what is known of the value's schema as attributes: schema.id and schema.version, the registry's, and schema.name. No field can become an attribute of the name schema.",
    default: false,
    group,
  }),
  'attributes.': mapOf({
    doc: 'Attributes made from fields of the value, for the filters of subscriptions: attributes.band=diaSource.band adds the attribute band, in place of any other of that name. A field that is null adds none; one that is a struct, a list or a map, or is not there at all, refuses its record. With messageBodyFormat=confluent, avro or avro-file only these fields are read of a value.',
    group,
    problem: text => (isPath(text) ? undefined : 'must be the path of a field, such as diaSource.band'),
  }),
}

export type MessageConfig = ConfigOf<typeof messageConfig>

export function checkMessageConfig({ 'attributes.': attributes }: MessageConfig): Problem[] {
  const names = Object.keys(attributes)
  const problems = names.flatMap(name => {
    const fault = faultOf(name, '')
    return fault ? [{ key: `attributes.${name}`, message: `cannot name the attribute ${shown(name)}: ${fault}` }] : []
  })
  if (names.length <= MAX_ATTRIBUTES) return problems
  const message = `give ${names.length} attributes, Pub/Sub takes at most ${MAX_ATTRIBUTES}`
  return [...problems, { key: 'attributes.', message }]
}
