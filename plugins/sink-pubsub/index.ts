import { Channel } from '@psconnect/client-pubsub'
import { defineSink } from 'psconnect/plugin'
import { AccessTokens } from './access-tokens.ts'
import { config, validate } from './config.ts'
import { endpointOf } from './endpoint.ts'
import { lookUpTopic } from './look-up-topic.ts'
import { PubSubSink } from './sink.ts'
import { createService } from './token-service.ts'

/** Publishes records to a Google Pub/Sub topic, under the keys of Google's CloudPubSubSinkConnector. */
export default defineSink({
  name: 'pubsub',
  config,
  validate,
  service: createService,
  create: async (values, context) => {
    const endpoint = endpointOf(values)
    const channel = new Channel(endpoint)
    const topic = `projects/${values['cps.project']}/topics/${values['cps.topic']}`
    const receiver = { channel, topic, tokens: endpoint.plaintext ? undefined : new AccessTokens(context) }
    try {
      await lookUpTopic(receiver, context)
    } catch (error) {
      channel.close()
      throw error
    }
    return new PubSubSink(receiver, values, context)
  },
})
