import { Channel, type Endpoint } from '@psconnect/client-pubsub'
import { defineSink, type Logger } from 'psconnect/plugin'
import { AccessTokens } from './access-tokens.ts'
import { reads } from './body-format.ts'
import { config, type PubSubSinkConfig, SHUTDOWN_TIMEOUT_MS, validate } from './config.ts'
import { deadLetters } from './dead-letters.ts'
import { diagnose } from './diagnose.ts'
import { endpointOf } from './endpoint.ts'
import { lookUpTopic } from './look-up-topic.ts'
import { PubSubSink } from './sink.ts'
import { createService } from './token-service.ts'

/** Publishes records to a Google Pub/Sub topic, under the keys of Google's CloudPubSubSinkConnector. */
export default defineSink({
  name: 'pubsub',
  keepsNothing: true,
  config,
  validate,
  reads,
  deadLetters,
  diagnose,
  service: createService,
  create: async (values, context) => {
    const endpoint = endpointOf(values)
    // What concerns the connector is said by one of its tasks.
    if (context.task.index === 0) sayWhatIsUnusual(endpoint, values, context.log)
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

function sayWhatIsUnusual({ address, plaintext }: Endpoint, values: PubSubSinkConfig, log: Logger): void {
  const topic = values['cps.topic']
  if (plaintext)
    log.info(
      { address },
      `publishing to the topic ${topic} of an emulator at ${address}, in plain text and without credentials`,
    )
  if (values.maxShutdownTimeoutMs !== SHUTDOWN_TIMEOUT_MS)
    log.warn(
      {},
      'maxShutdownTimeoutMs has no effect: task.shutdown.graceful.timeout.ms of the worker says how long a stop waits',
    )
}
