/** As Kafka Connect names them. A task that has failed stays so until it is started anew. */
export type TaskState = 'UNASSIGNED' | 'RUNNING' | 'FAILED' | 'STOPPED'

const follows: Readonly<Record<TaskState, readonly TaskState[]>> = {
  UNASSIGNED: ['RUNNING', 'FAILED', 'STOPPED'],
  RUNNING: ['FAILED', 'STOPPED'],
  FAILED: [],
  STOPPED: [],
}

export const mayFollow = (now: TaskState, then: TaskState): boolean => follows[now].includes(then)
