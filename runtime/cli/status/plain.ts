import type { PartStanding, WorkerStanding } from './standing.ts'

/** As JSON has it for scripts. */
export const plainOf = ({ connectors, ...worker }: WorkerStanding): object => ({
  ...worker,
  connectors: connectors.map(({ tasks, ...connector }) => ({ ...withTime(connector), tasks: tasks.map(withTime) })),
})

const withTime = ({ lastStored, ...part }: PartStanding): object => ({
  ...part,
  lastStored: lastStored === null ? null : new Date(lastStored * 1000).toISOString(),
})
