import type { GivenTexts, Section } from '../../config/config-infos.ts'
import { connectorSections } from '../../config/connector-sections.ts'
import { connectorKeysWithoutEffect } from '../../config/kafka-connect-keys.ts'
import { clientKeys } from './client-keys.ts'
import { converterKeys, keysOfAnyConverter } from './converter-keys.ts'
import { type Key, keysOf, passedOver, withoutEffect } from './keys.ts'
import type { NamedPlugins } from './named-plugins.ts'

/**
 * The keys that a connector file can have, given what it says: those of the plugins that it names, and no others'. Where nothing is known
 * of it, those of all plugins there are.
 */
export async function connectorKeys(given: GivenTexts | undefined, plugins: NamedPlugins): Promise<readonly Key[]> {
  return [
    ...keysOf(await connectorSections(given ?? {}, plugins)),
    ...(given ? await converterKeys(given, plugins) : await keysOfAnyPlugin(plugins)),
    ...(await clientKeys({ consumer: 'consumer.override.', producer: 'producer.override.' }, plugins)),
    ...withoutEffect('', connectorKeysWithoutEffect.warned),
    ...passedOver('', connectorKeysWithoutEffect.silent),
  ]
}

async function keysOfAnyPlugin(plugins: NamedPlugins): Promise<readonly Key[]> {
  const sinks = plugins.names('sink').map(async (name): Promise<Section> => {
    return { spec: await plugins.specOf('sink', name), prefix: '', onlyGiven: true }
  })
  return [...keysOf(await Promise.all(sinks)), ...(await keysOfAnyConverter(plugins)), ...unknownParts]
}

/** Of a source and of what a list names, nothing is known as long as they are not. */
const unknownParts: readonly Key[] = [
  { name: 'source.', schema: { description: 'The keys of any source but Kafka.' } },
  ...['transform', 'predicate'].map(kind => ({
    name: `${kind}s.`,
    schema: { description: `The keys of each ${kind} that ${kind}s lists follow the prefix ${kind}s.NAME.` },
  })),
]
