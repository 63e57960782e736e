import { ConnectError } from 'psconnect/plugin'
import { isName, type PubSubSinkConfig } from './config.ts'

/** The configuration of a sink that publishes dead letters to `queue`, as they are, with what is known of each as attributes. */
export function deadLetters(queue: string, config: PubSubSinkConfig): PubSubSinkConfig {
  const place = placeOf(queue, config['cps.project'])
  if (place['cps.topic'] === config['cps.topic'] && place['cps.project'] === config['cps.project'])
    throw new ConnectError('CONFIG_INVALID', 'must be another topic than cps.topic, which takes the records themselves')
  return {
    ...config,
    ...place,
    // So that there are always attributes: Pub/Sub takes no message without any and without data.
    'metadata.publish': true,
    'headers.publish': true,
    // A dead letter has nowhere else to go.
    'headers.too.big': 'drop',
    orderingKeySource: 'none',
    messageBodyFormat: 'auto',
    'attributes.schema': false,
    'attributes.': {},
  }
}

function placeOf(queue: string, project: string): Pick<PubSubSinkConfig, 'cps.project' | 'cps.topic'> {
  if (isName(queue)) return { 'cps.project': project, 'cps.topic': queue }
  const [, named, topic] = /^projects\/([^/\s]+)\/topics\/([^/\s]+)$/.exec(queue) ?? []
  if (named !== undefined && topic !== undefined) return { 'cps.project': named, 'cps.topic': topic }
  const expected = 'the id of a topic, or projects/PROJECT/topics/TOPIC'
  throw new ConnectError('CONFIG_INVALID', `must be ${expected} (found ${JSON.stringify(queue)})`)
}
