import { type AttributeWriter, PublishRequest } from '@psconnect/client-pubsub'
import type { PendingWrite } from './pending-write.ts'

export interface Message {
  readonly data: Uint8Array
  readonly attributes: AttributeWriter
  /** Empty: none. Otherwise it is among the serialised attributes too. */
  readonly orderingKey: string
}

/** Of ordering keys there may be as many as records, each with a request of its own. */
const SMALL_PAGE = 512

/** A request and the writes it serves: one write may span requests, and one request may hold the ends of several. */
export class Outgoing {
  readonly body: PublishRequest
  /** That of each of its messages. */
  readonly orderingKey: string
  /** An attempt may have stored it, though it said otherwise. */
  uncertain = false
  /** Of `performance.now()`; undefined while no attempt has failed. */
  failingSince: number | undefined
  readonly #served: { readonly write: PendingWrite; records: number }[] = []

  constructor(topic: Uint8Array, orderingKey: string) {
    this.body = orderingKey === '' ? new PublishRequest(topic) : new PublishRequest(topic, SMALL_PAGE)
    this.orderingKey = orderingKey
  }

  add(write: PendingWrite, { attributes, data }: Message): void {
    this.body.add(attributes.bytes, data)
    write.expect()
    const last = this.#served.at(-1)
    if (last?.write === write) last.records++
    else this.#served.push({ write, records: 1 })
  }

  stored(): void {
    for (const { write, records } of this.#served) write.arrived(records)
  }
}
