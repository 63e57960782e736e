import type { Endpoint } from '@psconnect/client-pubsub'
import { ConnectError } from 'psconnect/plugin'
import { isAddress, type PubSubSinkConfig } from './config.ts'

/** Where to publish to. PUBSUB_EMULATOR_HOST stands above the configuration, as in Google's own clients. */
export function endpointOf(config: PubSubSinkConfig): Endpoint {
  const emulator = process.env.PUBSUB_EMULATOR_HOST
  if (!emulator) return { address: config['cps.endpoint'], plaintext: config['cps.useEmulator'] }
  if (isAddress(emulator)) return { address: emulator, plaintext: true }
  throw new ConnectError('CONFIG_INVALID', `PUBSUB_EMULATOR_HOST is ${emulator}, but must be host:port`)
}
