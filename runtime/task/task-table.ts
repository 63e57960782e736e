import { noCounters, sumCounters, type TaskCounters } from '../telemetry/metrics.ts'
import type { ConnectorStatus } from '../telemetry/status-line.ts'
import type { StateChange, TaskPlan } from './messages.ts'
import { mayFollow, type TaskState } from './states.ts'

interface TaskEntry {
  readonly plan: TaskPlan
  state: TaskState
  reason: string | undefined
  stopLimitMs: number
  /** The last that was heard; what an ended task has done stays counted. */
  counters: TaskCounters
}

/** What the main thread knows of each task. */
export class TaskTable {
  readonly #entries: readonly TaskEntry[]

  constructor(plans: readonly TaskPlan[]) {
    this.#entries = plans.map(plan => ({
      plan,
      state: 'UNASSIGNED',
      reason: undefined,
      stopLimitMs: 0,
      counters: noCounters(),
    }))
  }

  /** Says whether the state has changed: what comes too late, such as the failure of a task that had failed, is ignored. */
  change(slot: number, { state, reason, stopLimitMs }: StateChange): boolean {
    const entry = this.#entries[slot]
    if (!entry || !mayFollow(entry.state, state)) return false
    Object.assign(entry, { state, reason, stopLimitMs })
    return true
  }

  count(slot: number, counters: TaskCounters): void {
    const entry = this.#entries[slot]
    if (entry) entry.counters = counters
  }

  get longestStopMs(): number {
    return Math.max(0, ...this.#entries.map(entry => entry.stopLimitMs))
  }

  status(): ConnectorStatus[] {
    const connectors = Map.groupBy(this.#entries, entry => entry.plan.connector.name)
    return Array.from(connectors, ([name, tasks]) => {
      const counters = sumCounters(tasks.map(task => task.counters))
      return { name, state: stateOf(tasks, counters.sinkRetrying ?? counters.sourceRetrying), counters }
    })
  }
}

/** The worst that is true of any of the tasks. */
function stateOf(tasks: readonly TaskEntry[], retrying: string | null): string {
  const failed = tasks.filter(task => task.state === 'FAILED')
  if (failed.length > 0) {
    const some = failed.length < tasks.length ? ` (${failed.length} of ${tasks.length} tasks)` : ''
    return `FAILED${some}: ${failed[0]?.reason}`
  }
  const running = tasks.some(task => task.state === 'RUNNING')
  if (running && retrying !== null) return `RUNNING (retrying: ${retrying})`
  return tasks.find(task => task.state === 'UNASSIGNED')?.state ?? (running ? 'RUNNING' : 'STOPPED')
}
