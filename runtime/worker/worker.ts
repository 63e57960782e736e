import type { PartitionOffset } from '../api/source.ts'
import type { ConnectorStatus } from '../telemetry/status-line.ts'
import type { ConnectorInfo, ConnectorStanding, GivenConfig, InitialState, RestartOptions, TaskId } from './views.ts'

/**
 * The connectors of this process and what can be done with them while they run. What it refuses it refuses with a ConnectError:
 * CONNECTOR_UNKNOWN or TASK_UNKNOWN (no such thing), CONNECTOR_EXISTS (on create), CONFIG_INVALID (a line of the message for each
 * problem), CONNECTOR_STATE (not in this state), OFFSETS_REFUSED (not these offsets, or not now).
 */
export interface Worker {
  /** Shown as `worker_id`: host and port where it is reached, or its process. */
  readonly id: string
  /** Names, in the order in which they came. */
  connectors(): readonly string[]
  info(name: string): ConnectorInfo
  status(name: string): ConnectorStanding
  /** The configuration of each task: they are all the same, with `[hidden]` for secrets as in `info`. */
  taskConfigs(name: string): readonly { readonly id: TaskId; readonly config: GivenConfig }[]

  /** Resolves when the configuration is accepted; whether it can start shows in its status. */
  create(name: string, config: GivenConfig, initialState?: InitialState): Promise<void>
  /**
   * Creates it, or gives it another configuration, with which it is restarted unless it is stopped. A value that is what `info` shows
   * of a secret, such as `[hidden]`, keeps the present one.
   */
  configure(name: string, config: GivenConfig): Promise<'created' | 'replaced'>
  /** Changes some keys; null removes one. */
  patch(name: string, changes: Readonly<Record<string, string | null>>): Promise<void>
  /** Stops it first. Its offsets stay where they are. */
  remove(name: string): Promise<void>

  /** It stays a member of its group and reads nothing more; what is in flight is stored and committed. */
  pause(name: string): void
  /** Goes on, or starts what was stopped. */
  resume(name: string): void
  /** Ends its tasks and keeps its configuration. Resolves when the tasks have ended. */
  stop(name: string): Promise<void>
  /** Resolves when what is to be restarted has begun to: the status shows RESTARTING. */
  restart(name: string, options: RestartOptions): Promise<void>
  restartTask(name: string, index: number): void

  /** Topics that it has read records of since it was created or they were reset. Empty for one that does not exist. */
  topics(name: string): readonly string[]
  resetTopics(name: string): void

  /** What is committed. Works while it runs. */
  offsets(name: string): Promise<readonly PartitionOffset[]>
  /** Only of a connector that is stopped. An offset of null forgets that partition's. */
  alterOffsets(name: string, offsets: readonly PartitionOffset[]): Promise<void>
  /** Only of a connector that is stopped. */
  resetOffsets(name: string): Promise<void>

  /** State and counters of each connector, for whoever shows figures. Totals never fall while a connector exists. */
  overview(): readonly ConnectorStatus[]
}
