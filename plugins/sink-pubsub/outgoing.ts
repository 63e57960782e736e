import type { AttributeWriter, PublishRequest } from '@psconnect/client-pubsub'
import type { Reservation, SinkContext } from 'psconnect/plugin'
import type { Body } from './body.ts'
import type { PendingWrite } from './pending-write.ts'
import { refusal } from './refusal.ts'
import type { Slab } from './slabs.ts'

export interface Message {
  readonly body: Body
  readonly attributes: AttributeWriter
  /** Empty: none. Otherwise it is among the serialised attributes too. */
  readonly orderingKey: string
}

/** Records of one write that follow each other in its batch and in the request. */
interface Run {
  readonly write: PendingWrite
  readonly from: number
  count: number
}

/** A request and the writes it serves: one write may span requests, and one request may hold the ends of several. */
export class Outgoing {
  readonly body: PublishRequest
  /** That of each of its messages. */
  readonly orderingKey: string
  /** An attempt may have stored it, though it said otherwise. */
  uncertain = false
  /** Of `performance.now()`; undefined while no attempt has failed. */
  failingSince: number | undefined
  readonly #context: SinkContext
  readonly #runs: Run[] = []
  readonly #slabs = new Set<Slab>()
  #made = 0
  #memory: Reservation | undefined

  constructor(body: PublishRequest, orderingKey: string, context: SinkContext) {
    this.body = body
    this.orderingKey = orderingKey
    this.#context = context
  }

  /** `index` is the record's in the batch of the write. */
  add(write: PendingWrite, index: number, { attributes, body }: Message): void {
    this.body.add(attributes.bytes, body.data)
    if (body.made > 0) this.#hold(body.made)
    if (body.slab) this.#keep(body.slab)
    write.expect()
    const last = this.#runs.at(-1)
    if (last?.write === write && last.from + last.count === index) last.count++
    else this.#runs.push({ write, from: index, count: 1 })
  }

  stored(): void {
    this.#memory?.release()
    for (const slab of this.#slabs) slab.letGo()
    for (const { write, count } of this.#runs) write.arrived(count)
  }

  /** Two requests in its place, with half of its messages each, in order. */
  halves(): [Outgoing, Outgoing] {
    const [first, second] = this.body.halves()
    this.#memory?.release()
    const single = this.#runs.flatMap(({ write, from, count }) =>
      Array.from({ length: count }, (_, index) => ({ write, from: from + index, count: 1 })),
    )
    return [this.#part(first, single.slice(0, first.messages)), this.#part(second, single.slice(first.messages))]
  }

  /** Hands its records back to the host, which decides whether their writes go on without them. */
  reject(why: string): void {
    this.#memory?.release()
    for (const { write, from, count } of this.#runs)
      for (const record of write.batch.slice(from, from + count))
        void this.#context.reject(record, refusal(why)).then(
          () => write.arrived(1),
          reason => write.giveUp(reason),
        )
  }

  /** What is never stored may be on its way still: its slab is left to the garbage collector. */
  #keep(slab: Slab): void {
    if (this.#slabs.has(slab)) return
    this.#slabs.add(slab)
    slab.hold()
  }

  /** What is made for messages takes memory until they are stored: the source fetches the less. */
  #hold(bytes: number): void {
    this.#made += bytes
    if (this.#memory) this.#memory.resize(this.#made)
    else this.#memory = this.#context.hold(this.#made)
  }

  #part(body: PublishRequest, runs: readonly Run[]): Outgoing {
    const part = new Outgoing(body, this.orderingKey, this.#context)
    part.uncertain = this.uncertain
    part.#hold(body.bytes)
    part.#runs.push(...runs)
    return part
  }
}
