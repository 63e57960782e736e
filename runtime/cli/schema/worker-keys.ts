import type { ConfigSpec } from '../../api/config-spec.ts'
import type { GivenTexts } from '../../config/config-infos.ts'
import { workerKeysWithoutEffect } from '../../config/kafka-connect-keys.ts'
import { isSecurity } from '../../config/key-prefixes.ts'
import { listenerTlsSpec, restSpec } from '../../config/rest-spec.ts'
import { workerSpec } from '../../config/worker-spec.ts'
import { clientKeys, consumerSpec } from './client-keys.ts'
import { converterKeys, keysOfAnyConverter } from './converter-keys.ts'
import { type Key, keysOf, passedOver, withoutEffect } from './keys.ts'
import type { NamedPlugins } from './named-plugins.ts'

/** The keys that a worker file can have, given what it says; where nothing is known of it, with those of all converters there are. */
export async function workerKeys(given: GivenTexts | undefined, plugins: NamedPlugins): Promise<readonly Key[]> {
  const security = onlySecurity(await consumerSpec(plugins))
  const sections = [
    { spec: workerSpec, prefix: '' },
    { spec: restSpec, prefix: '' },
    { spec: listenerTlsSpec, prefix: 'listeners.https.' },
    { spec: listenerTlsSpec, prefix: 'admin.listeners.https.' },
    { spec: security, prefix: '', onlyGiven: true },
    { spec: listenerTlsSpec, prefix: '' },
  ]
  return [
    ...keysOf(sections),
    ...(given ? await converterKeys(given, plugins) : await keysOfAnyConverter(plugins)),
    ...(await clientKeys({ consumer: 'consumer.', producer: 'producer.' }, plugins)),
    ...withoutEffect('', workerKeysWithoutEffect.warned),
    ...passedOver('', workerKeysWithoutEffect.silent),
  ]
}

const onlySecurity = (spec: ConfigSpec): ConfigSpec =>
  Object.fromEntries(Object.entries(spec).filter(([key]) => isSecurity(key)))
