import type { Source } from '../api/source.ts'
import type { Converters } from '../pipeline/convert.ts'
import { type Part, wrongResult } from '../pipeline/plugin-fault.ts'
import { lagOf, type TaskCounters } from '../telemetry/metrics.ts'
import type { StageDeadlines } from './stage-deadlines.ts'

/** What plugins tell of themselves once a second. What cannot be told fails the task, and is not told. */
export class ToldByPlugins {
  readonly #stages: StageDeadlines
  readonly #fail: (error: unknown) => void

  constructor(stages: StageDeadlines, fail: (error: unknown) => void) {
    this.#stages = stages
    this.#fail = fail
  }

  lag(source: Source | undefined, unstored: ReadonlyMap<string, number>): Partial<Pick<TaskCounters, 'lag' | 'lags'>> {
    const tell = () => {
      const given: unknown = source?.lag() ?? null
      if (given !== null && !(given instanceof Map)) throw wrongResult('return a Map by partition, or null', given)
      return lagOf(given, unstored)
    }
    return this.#told('source', 'lag', tell) ?? {}
  }

  figure(part: keyof Converters, name: string, read: () => number): number {
    const tell = () => {
      const given: unknown = read()
      if (typeof given !== 'number') throw wrongResult('return a number', given)
      return given
    }
    return this.#told(`${part} converter`, `figure ${name}`, tell) ?? Number.NaN
  }

  #told<T>(part: Part, method: string, tell: () => T): T | undefined {
    try {
      return tell()
    } catch (error) {
      this.#fail(this.#stages.named(error, part, method))
      return undefined
    }
  }
}
