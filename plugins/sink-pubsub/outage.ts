import type { SinkContext } from 'psconnect/plugin'
import type { Outgoing } from './outgoing.ts'

interface Terms {
  readonly topic: string
  /** Milliseconds between two lines of the log. */
  readonly lineEvery: number
  /** 0: never. */
  readonly giveUpAfter: number
  /** Records that are not stored yet. */
  readonly waiting: () => number
  readonly giveUp: (message: string) => void
}

/** Says that publishing does not succeed, for as long as there is a request that failed and has not been answered since. */
export class Outage {
  readonly #context: SinkContext
  readonly #terms: Terms
  readonly #failing = new Set<Outgoing>()
  #since = 0
  #reason = ''
  #failures = 0
  #saidAt = Number.NEGATIVE_INFINITY
  #said = false
  #timer: NodeJS.Timeout | undefined

  constructor(context: SinkContext, terms: Terms) {
    this.#context = context
    this.#terms = terms
  }

  failed(request: Outgoing, reason: string): void {
    const now = performance.now()
    if (this.#failing.size === 0) this.#since = now
    this.#failing.add(request)
    request.failingSince ??= now
    this.#reason = reason
    this.#failures++
    this.#context.retrying(reason)
    this.#tick()
  }

  ended(request: Outgoing): void {
    if (!this.#failing.delete(request) || this.#failing.size > 0) return
    this.close()
    this.#context.retrying(null)
    const { topic } = this.#terms
    if (this.#said) this.#context.log.info({ topic, seconds: this.#seconds() }, `publishing to ${topic} works again`)
    this.#said = false
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  readonly #tick = () => {
    const now = performance.now()
    const { giveUpAfter, lineEvery } = this.#terms
    const oldest = Math.min(...[...this.#failing].map(request => request.failingSince ?? now))
    if (giveUpAfter > 0 && now - oldest >= giveUpAfter) return this.#giveUp(now - oldest)
    if (now - this.#saidAt >= lineEvery) this.#say(now)
    const untilGivenUp = giveUpAfter > 0 ? oldest + giveUpAfter - now : lineEvery
    this.close()
    this.#timer = setTimeout(this.#tick, Math.max(1, Math.min(this.#saidAt + lineEvery - now, untilGivenUp)))
  }

  #say(now: number): void {
    const { topic, waiting } = this.#terms
    const fields = {
      topic,
      reason: this.#reason,
      failures: this.#failures,
      seconds: this.#seconds(),
      waiting: waiting(),
    }
    this.#context.log.warn(
      fields,
      `publishing to ${topic} fails for ${fields.seconds} s and is tried again; ${fields.waiting} records wait; ${this.#reason}`,
    )
    this.#saidAt = now
    this.#said = true
    this.#failures = 0
  }

  #giveUp(ms: number): void {
    this.close()
    const seconds = Math.round(ms / 1000)
    this.#terms.giveUp(
      `publishing to ${this.#terms.topic} failed for ${seconds} s, as long as publish.give.up.ms allows: ${this.#reason}`,
    )
  }

  #seconds(): number {
    return Math.round((performance.now() - this.#since) / 1000)
  }
}
