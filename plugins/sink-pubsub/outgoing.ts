import { PublishRequest } from '@psconnect/client-pubsub'
import type { PendingWrite } from './pending-write.ts'

/** A request and the writes it serves: one write may span requests, and one request may hold the ends of several. */
export class Outgoing {
  readonly body: PublishRequest
  /** An attempt may have stored it, though it said otherwise. */
  uncertain = false
  /** Of `performance.now()`; undefined while no attempt has failed. */
  failingSince: number | undefined
  readonly #served: { readonly write: PendingWrite; records: number }[] = []

  constructor(topic: Uint8Array) {
    this.body = new PublishRequest(topic)
  }

  add(write: PendingWrite, attributes: Uint8Array, data: Uint8Array): void {
    this.body.add(attributes, data)
    write.expect()
    const last = this.#served.at(-1)
    if (last?.write === write) last.records++
    else this.#served.push({ write, records: 1 })
  }

  stored(): void {
    for (const { write, records } of this.#served) write.arrived(records)
  }
}
