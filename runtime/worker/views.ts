/** As Kafka Connect names them. What each command does in each of them stands in connector-states.ts. */
export type ConnectorState = 'UNASSIGNED' | 'RUNNING' | 'PAUSED' | 'STOPPED' | 'FAILED' | 'RESTARTING'

export type { InitialState } from '../config/initial-state.ts'

/** A configuration as it is given: keys and texts, with `${…}` untouched. */
export type GivenConfig = Readonly<Record<string, string>>

export interface TaskId {
  readonly connector: string
  readonly task: number
}

export interface ConnectorInfo {
  readonly name: string
  /** As it was given, `name` included. Every secret that stands there itself is shown as `[hidden]`. */
  readonly config: GivenConfig
  /** None while it is stopped, or has failed to start. */
  readonly tasks: readonly TaskId[]
  readonly type: 'sink'
}

export interface Standing {
  readonly state: ConnectorState
  readonly workerId: string
  /** Why it has failed, with stacks and causes, without secrets; kept while it is restarting. */
  readonly trace?: string
}

export interface ConnectorStanding {
  readonly name: string
  readonly type: 'sink'
  readonly connector: Standing
  readonly tasks: readonly TaskStanding[]
}

export interface TaskStanding extends Standing {
  readonly id: number
  /** What it waits for, if it does: it tries again and again, and needs nothing from anybody here. Without secrets. */
  readonly retrying?: string
}

export interface RestartOptions {
  /** Its tasks too, not only the connector itself. */
  readonly includeTasks: boolean
  /** Only what has failed. */
  readonly onlyFailed: boolean
}
