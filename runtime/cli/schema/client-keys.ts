import type { ConfigSpec } from '../../api/config-spec.ts'
import { connectorSpec } from '../../config/connector-spec.ts'
import { consumerKeysWithoutEffect, producerKeysWithoutEffect } from '../../config/kafka-connect-keys.ts'
import { isTopics } from '../../config/key-prefixes.ts'
import { type Key, keysOf, passedOver, withoutEffect } from './keys.ts'
import type { NamedPlugins } from './named-plugins.ts'

/** Kafka: what is read where no other source is named, and where dead letters go. */
const kafka = connectorSpec['source.class'].default ?? ''

/** The keys of Kafka's consumer, without its topics, which stand elsewhere. */
export const consumerSpec = async (plugins: NamedPlugins): Promise<ConfigSpec> =>
  without(isTopics, await plugins.specOf('source', kafka))

/** The keys of Kafka's consumer and producer, with these prefixes; of none of them it matters whether it is there. */
export async function clientKeys(
  prefixes: { readonly consumer: string; readonly producer: string },
  plugins: NamedPlugins,
): Promise<readonly Key[]> {
  const queue = without(key => /^topic\b/.test(key), await plugins.specOf('sink', kafka))
  const { consumer, producer } = prefixes
  return [
    ...keysOf([{ spec: await consumerSpec(plugins), prefix: consumer, onlyGiven: true }]),
    ...keysOf([{ spec: queue, prefix: producer, onlyGiven: true }]),
    ...withoutEffect(consumer, consumerKeysWithoutEffect.warned),
    ...withoutEffect(producer, producerKeysWithoutEffect.warned),
    ...passedOver(consumer, consumerKeysWithoutEffect.silent),
    ...passedOver(producer, producerKeysWithoutEffect.silent),
  ]
}

const without = (unwanted: (key: string) => boolean, spec: ConfigSpec): ConfigSpec =>
  Object.fromEntries(Object.entries(spec).filter(([key]) => !unwanted(key)))
