/** How often something was to start, and how that went. What was stopped before it had started is neither a success nor a failure. */
export interface Startups {
  attempts: number
  successes: number
  failures: number
}

export const noStartups = (): Startups => ({ attempts: 0, successes: 0, failures: 0 })
