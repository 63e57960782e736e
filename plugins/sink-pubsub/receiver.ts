import type { Channel } from '@psconnect/client-pubsub'
import type { AccessTokens } from './access-tokens.ts'

/** Where messages go, and with what right. */
export interface Receiver {
  readonly channel: Channel
  /** projects/P/topics/T */
  readonly topic: string
  /** Undefined: an emulator asks for none. */
  readonly tokens: AccessTokens | undefined
}
