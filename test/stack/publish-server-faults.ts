/** How the server misbehaves. Everything but a delay or a refusal stands in for the answer. */
export type Fault =
  | { readonly kind: 'delay'; readonly ms: number }
  /** A gRPC error. `store`: the messages are kept all the same. `trailersOnly`: the form without a body. */
  | {
      readonly kind: 'status'
      readonly code: number
      readonly message?: string
      readonly trailersOnly?: boolean
      readonly store?: boolean
    }
  /** INVALID_ARGUMENT to a request that holds one of these Kafka offsets. */
  | { readonly kind: 'refuse'; readonly offsets: readonly number[] }
  /** An answer that does not come from a gRPC server, such as a proxy's. */
  | { readonly kind: 'http'; readonly status: number }
  /** GOAWAY; the request is still answered, later ones on this connection are refused. */
  | { readonly kind: 'goaway' }
  /** The connection is cut; with `store` after the messages were kept. */
  | { readonly kind: 'drop'; readonly store?: boolean }
  /** RST_STREAM with this HTTP/2 error code. */
  | { readonly kind: 'reset'; readonly code: number }
  | { readonly kind: 'silence' }

/** For how long a fault holds; without either, until another is asked for. */
export interface Scope {
  readonly times?: number
  readonly ms?: number
  /** Only for this method; otherwise for all. */
  readonly method?: 'Publish' | 'GetTopic'
  /** Leaves so many requests alone first. */
  readonly after?: number
}

/** The fault asked for last, while it holds. */
export class Faults {
  #fault: Fault | undefined
  #method: string | undefined
  #skip = 0
  #left = 0
  #until = 0

  set(fault: Fault | undefined, { times, ms, method, after }: Scope): void {
    this.#fault = fault
    this.#method = method
    this.#skip = after ?? 0
    this.#left = times ?? Number.POSITIVE_INFINITY
    this.#until = ms === undefined ? Number.POSITIVE_INFINITY : performance.now() + ms
  }

  /** What to do to a request of this method. */
  next(method: string): Fault | undefined {
    if (!this.#fault || (this.#method ?? method) !== method) return undefined
    if (this.#skip-- > 0) return undefined
    if (this.#left-- <= 0 || performance.now() > this.#until) this.#fault = undefined
    return this.#fault
  }
}
