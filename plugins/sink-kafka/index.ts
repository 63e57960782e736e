import {
  clientProblems,
  connectionOptions,
  diagnoseSink,
  type ProducerOptions,
  TopicProducer,
} from '@psconnect/client-kafka'
import { defineSink, type TaskIdentity } from 'psconnect/plugin'
import { config, type KafkaSinkConfig } from './config.ts'
import { KafkaSink } from './sink.ts'

/** Writes records whose key, value and headers are bytes to one topic: what the queue for dead letters needs. */
export default defineSink({
  name: 'kafka',
  keepsNothing: true,
  config,
  validate: clientProblems,
  reads: () => ({ needs: 'nothing' }),
  diagnose: settings => diagnoseSink({ connection: connectionOptions(settings), topic: settings.topic }),
  create: async (settings, context) =>
    new KafkaSink(await TopicProducer.open(producerOptions(settings, context.task), context), settings, context),
})

const producerOptions = (settings: KafkaSinkConfig, { connector, index }: TaskIdentity): ProducerOptions => ({
  connection: {
    ...connectionOptions(settings),
    clientId: `${settings['client.id']}-${connector}-${index}`,
  },
  topic: settings.topic,
  replicationFactor: settings['topic.replication.factor'],
  maxRequestBytes: settings['max.request.size'],
})
