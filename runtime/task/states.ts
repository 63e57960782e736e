/** As Kafka Connect names them. A task that has ended stays so: what runs in its place is another one. */
export type TaskState = 'UNASSIGNED' | 'RUNNING' | 'PAUSED' | 'FAILED' | 'STOPPED'

const follows: Readonly<Record<TaskState, readonly TaskState[]>> = {
  UNASSIGNED: ['RUNNING', 'PAUSED', 'FAILED', 'STOPPED'],
  RUNNING: ['PAUSED', 'FAILED', 'STOPPED'],
  PAUSED: ['RUNNING', 'FAILED', 'STOPPED'],
  FAILED: [],
  STOPPED: [],
}

export const mayFollow = (now: TaskState, then: TaskState): boolean => follows[now].includes(then)
