import { setTimeout as sleep } from 'node:timers/promises'
import { ask, type Question } from './ask.ts'
import type { Endpoint } from './endpoint.ts'
import type { Outage } from './outage.ts'
import { registryFailed, UnavailableError } from './registry-errors.ts'

/** Asks until there is an answer: each URL in turn, beginning with the one that answered last. */
export class Asker {
  /** In the order in which they are asked. */
  #endpoints: readonly [Endpoint, ...Endpoint[]]
  readonly #outage: Outage

  constructor(endpoints: readonly [Endpoint, ...Endpoint[]], outage: Outage) {
    this.#endpoints = endpoints
    this.#outage = outage
  }

  /** Rejects when the signal aborts, and with what `ask` says of an answer that will not change. */
  async ask(question: Question, signal: AbortSignal): Promise<unknown> {
    try {
      for (let failures = 0; ; failures++) {
        const outcome = await this.#askEach(question, signal)
        if ('answer' in outcome) return outcome.answer
        this.#outage.goesOn(question, outcome.reason)
        await sleep(Math.max(backoffMs(failures), outcome.waitMs), undefined, { signal })
      }
    } finally {
      if (signal.aborted) this.#outage.forget(question)
      else this.#outage.isOver(question)
    }
  }

  /** Asks each URL until one answers, once. Rejects with REGISTRY_FAILED where none does. */
  async askNow(question: Question, signal: AbortSignal): Promise<unknown> {
    const outcome = await this.#askEach(question, signal)
    if ('answer' in outcome) return outcome.answer
    throw registryFailed(outcome.reason)
  }

  /** Asks one URL, once. */
  askOnce(question: Question, signal: AbortSignal): Promise<unknown> {
    return ask(this.#endpoints[0], question, signal)
  }

  async #askEach(question: Question, signal: AbortSignal): Promise<Outcome> {
    const reasons: string[] = []
    let waitMs = 0
    for (const endpoint of this.#endpoints) {
      try {
        const answer = await ask(endpoint, question, signal)
        this.#prefer(endpoint, reasons)
        return { answer }
      } catch (error) {
        if (!(error instanceof UnavailableError)) {
          this.#prefer(endpoint, reasons)
          throw error
        }
        waitMs = Math.max(waitMs, error.waitMs)
        reasons.push(`${endpoint.url}: ${error.message}`)
      }
    }
    return { reason: `the schema registry does not answer (${reasons.join('; ')})`, waitMs }
  }

  /** It has answered: from now on it is asked first. */
  #prefer(endpoint: Endpoint, reasons: readonly string[]): void {
    if (endpoint === this.#endpoints[0]) return
    this.#endpoints = [endpoint, ...this.#endpoints.filter(other => other !== endpoint)]
    this.#outage.warn(`the schema registry at ${endpoint.url} answers instead of ${reasons.join('; ')}`)
  }
}

type Outcome = { readonly answer: unknown } | { readonly reason: string; readonly waitMs: number }

/** 0.2 s, twice as long each time, 10 s at most; scattered, so that not all workers come back at once. */
const backoffMs = (failures: number): number => Math.min(200 * 2 ** failures, 10_000) * (0.5 + Math.random() / 2)
