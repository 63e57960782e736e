import type { ConnectionOptions } from '../connection.ts'
import type { Isolation } from '../fetch-request.ts'
import type { ResetPolicy } from '../start-offsets.ts'
import type { TopicSelection } from '../topic-selection.ts'

/** What a consumer is about to read, and as whom. */
export interface Consuming {
  readonly connection: ConnectionOptions
  readonly topics: TopicSelection
  readonly groupId: string
  readonly isolation: Isolation
  readonly policy: ResetPolicy
}
