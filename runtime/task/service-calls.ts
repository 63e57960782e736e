import { type FromThread, fromPlainError, type Service, type ToThread } from './messages.ts'

export interface ServiceCall {
  readonly to: Service
  readonly request: unknown
}

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

/** The thread's side of calls to services, which run on the main thread. */
export class ServiceCalls {
  readonly #post: (message: FromThread) => void
  readonly #waiting = new Map<number, Waiting>()
  #next = 0

  constructor(post: (message: FromThread) => void) {
    this.#post = post
  }

  async call(slot: number, { to, request }: ServiceCall, signal: AbortSignal): Promise<unknown> {
    signal.throwIfAborted()
    const call = this.#next++
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const cancel = () => {
      this.#post({ type: 'cancel', call })
      reject(signal.reason)
    }
    this.#waiting.set(call, { resolve, reject })
    signal.addEventListener('abort', cancel, { once: true })
    try {
      this.#post({ type: 'call', call, slot, to, request })
      return await promise
    } finally {
      signal.removeEventListener('abort', cancel)
      this.#waiting.delete(call)
    }
  }

  answered(message: Extract<ToThread, { call: number }>): void {
    const waiting = this.#waiting.get(message.call)
    if (message.type === 'answer') waiting?.resolve(message.value)
    else waiting?.reject(fromPlainError(message.error))
  }
}
