import { connectionKeys, consumerKeys, topicPattern } from '@psconnect/client-kafka'
import { type ConfigOf, list, string } from 'psconnect/plugin'

/** The keys of Kafka's consumer that mean something here, and which topics it reads. */
export const config = {
  topics: list({
    doc: 'Kafka topics to read, unless topics.regex says which. One that does not exist yet is waited for; the others are read meanwhile.',
    optional: true,
    importance: 'high',
  }),
  'topics.regex': string({
    doc: "Java regular expression for the whole names of the topics to read, without those that begin with __. New ones are found within metadata.max.age.ms. What only Java's expressions know is refused.",
    optional: true,
    importance: 'high',
    problem: topicPatternProblem,
  }),
  ...connectionKeys,
  'group.id': string({
    doc: 'Consumer group whose offsets say what was read. Default: connect- and the name of the connector.',
    importance: 'high',
    group: 'Consumer group',
  }),
  ...consumerKeys,
}

function topicPatternProblem(text: string): string | undefined {
  try {
    topicPattern(text)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

export type KafkaSourceConfig = ConfigOf<typeof config>
