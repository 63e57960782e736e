import { registryKeys } from '@psconnect/client-schema-registry'
import { boolean, type ConfigOf, type NoEffect, string } from 'psconnect/plugin'

const reading = 'Reading'
const writing = 'Writing'

const strategy = (part: string) =>
  string({
    doc: `Under which subject the schema of a written ${part} is: TopicNameStrategy, RecordNameStrategy or TopicRecordNameStrategy, Confluent's classes or their short names. Reading needs no subject.`,
    default: 'io.confluent.kafka.serializers.subject.TopicNameStrategy',
    recommended: ['TopicNameStrategy', 'RecordNameStrategy', 'TopicRecordNameStrategy'],
    importance: 'low',
    group: writing,
  })

/** The keys of Confluent's AvroConverter that mean something here, with its names and, unless said, its defaults. */
export const config = {
  ...registryKeys,
  'enhanced.avro.schema.support': boolean({
    doc: 'Whether the branches of a union have their full names, and enums are written as enums again.',
    default: false,
    group: reading,
  }),
  'auto.register.schemas': boolean({
    doc: 'When something is written: whether its schema is registered where it is not yet.',
    default: true,
    importance: 'low',
    group: writing,
  }),
  'use.latest.version': boolean({
    doc: "With auto.register.schemas=false: whether to write with the newest schema of the subject instead of the value's own.",
    default: false,
    importance: 'low',
    group: writing,
  }),
  'normalize.schemas': boolean({
    doc: 'Whether the registry is to overlook differences between schemas that mean nothing.',
    default: false,
    importance: 'low',
    group: writing,
  }),
  'subject.name': string({
    doc: 'The subject of whatever is written, in place of a strategy.',
    optional: true,
    importance: 'low',
    group: writing,
  }),
  'key.subject.name.strategy': strategy('key'),
  'value.subject.name.strategy': strategy('value'),
}

export type AvroConfig = ConfigOf<typeof config>

export const noEffect: readonly NoEffect[] = [
  {
    keys: ['max.schemas.per.subject', 'schemas.cache.config', 'schemas.cache.size', 'latest.cache.'],
    because: 'a schema never changes under its id, so each is fetched once and kept',
  },
  {
    keys: ['max.retries', 'retries.', 'schema.registry.url.randomize'],
    because: 'a registry that does not answer is asked again, each URL in turn, until it does',
  },
  { keys: ['proxy.'], because: 'registries are asked without a proxy' },
  { keys: ['request.header.'], because: 'no headers beside the login are sent' },
  {
    keys: [
      'specific.avro.',
      'avro.',
      'context.name.strategy',
      'schema.reflection',
      'value.schema.id.',
      'key.schema.id.',
    ],
    because: 'it chooses among Java classes or ways of framing; values are always framed by a zero byte and the id',
  },
  {
    keys: [
      'allow.optional.map.keys',
      'connect.meta.data',
      'discard.type.doc.default',
      'flatten.singleton.unions',
      'flatten.unions',
      'generalized.sum.type.support',
      'ignore.default.for.nullables',
      'scrub.invalid.names',
    ],
    because: "how Avro and values stand for each other is fixed, as in Confluent's converter without this key",
  },
  {
    keys: [
      'latest.compatibility.strict',
      'use.latest.with.metadata',
      'use.schema.id',
      'id.compatibility.strict',
      'rule.',
    ],
    because: 'nothing is written by these rules',
  },
]
