import type { Outgoing } from './outgoing.ts'

/** Lets one request of each ordering key be on its way, the next when that one is done with: so order outlasts retries. */
export class OrderingGate {
  /** Of each ordering key that has a request on its way, those behind it. */
  readonly #behind = new Map<string, Outgoing[]>()

  /** False: it waits here for its turn. Without an ordering key there is nothing to wait for. */
  lets(request: Outgoing): boolean {
    const { orderingKey } = request
    if (orderingKey === '') return true
    const behind = this.#behind.get(orderingKey)
    if (behind) behind.push(request)
    else this.#behind.set(orderingKey, [])
    return !behind
  }

  /** Gives the request whose turn it is after this one. */
  after({ orderingKey }: Outgoing): Outgoing | undefined {
    const next = this.#behind.get(orderingKey)?.shift()
    if (!next) this.#behind.delete(orderingKey)
    return next
  }

  /** Puts a request before all others that wait for the one of its ordering key that is on its way. */
  putFirst(request: Outgoing): void {
    this.#behind.get(request.orderingKey)?.unshift(request)
  }

  get waiting(): Outgoing[] {
    return [...this.#behind.values()].flat()
  }
}
