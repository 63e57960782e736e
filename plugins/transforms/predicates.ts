import { javaRegex } from '@psconnect/client-kafka/java-regex'
import { definePredicate, string } from 'psconnect/plugin'
import { accepts, notEmpty } from './config-checks.ts'

export const hasHeaderKey = definePredicate({
  name: 'HasHeaderKey',
  config: { name: string({ doc: 'True of records with a header of this name.', problem: notEmpty }) },
  valueNeeds: () => 'nothing',
  create: ({ name }) => ({ test: ({ headers }) => headers.some(({ key }) => key === name) }),
})

/** A null that stands in bytes, such as Avro's, is none: where nobody needs values, it is not read. */
export const recordIsTombstone = definePredicate({
  name: 'RecordIsTombstone',
  config: {},
  valueNeeds: () => 'nothing',
  create: () => ({ test: ({ value }) => value.value === null && !value.encoded }),
})

export const topicNameMatches = definePredicate({
  name: 'TopicNameMatches',
  config: {
    pattern: string({
      doc: 'A Java regular expression. True of records whose whole topic name matches.',
      problem: text => notEmpty(text) ?? accepts(javaRegex)(text),
    }),
  },
  valueNeeds: () => 'nothing',
  create({ pattern }) {
    const whole = new RegExp(`^(?:${javaRegex(pattern)})$`, 'u')
    return { test: ({ topic }) => whole.test(topic) }
  },
})
