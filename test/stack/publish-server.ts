import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Fault, Scope } from './publish-server-faults.ts'
import type { Arrival, Range, Totals } from './publish-server-log.ts'
import type { PublishedMessage } from './publish-server-protobuf.ts'

export type { Fault, Scope } from './publish-server-faults.ts'
export type { Arrival, Range, Totals } from './publish-server-log.ts'
export type { PublishedMessage } from './publish-server-protobuf.ts'

export interface ServerOptions {
  /** Otherwise a free one. */
  readonly port?: number
  /** Full names of the topics that exist; without it, all do. */
  readonly topics?: readonly string[]
  readonly maxConcurrentStreams?: number
  /** Holds whole messages for `kept`. */
  readonly keep?: boolean
  /** False: messages are counted and thrown away, whether or not the service would take them. */
  readonly verify?: boolean
  /** Paths of PEM files; without it, plaintext. */
  readonly tls?: { readonly key: string; readonly cert: string }
}

export type Order =
  | { readonly do: 'misbehave'; readonly fault: Fault | undefined; readonly scope: Scope }
  | { readonly do: 'limit streams'; readonly streams: number }
  | {
      readonly do: 'report'
      readonly what:
        | 'totals'
        | 'compressed bytes'
        | 'connections'
        | 'under way'
        | 'authorizations'
        | 'kept'
        | 'arrivals'
        | 'duplicates'
        | 'misordered'
    }
  | { readonly do: 'missing'; readonly range: Range }

export interface Answer {
  readonly id: number
  readonly value: unknown
}

/** A Publish server in a process of its own, that counts, verifies and misbehaves on request. */
export class PublishServer {
  readonly address: string
  readonly #process: ChildProcess
  readonly #asked = new Map<number, PromiseWithResolvers<unknown>>()
  #nextId = 1

  constructor(child: ChildProcess, port: number) {
    this.#process = child
    this.address = `127.0.0.1:${port}`
    child.on('message', ({ id, value }: Answer) => {
      this.#asked.get(id)?.resolve(value)
      this.#asked.delete(id)
    })
    child.on('exit', code => {
      for (const { reject } of this.#asked.values()) reject(new Error(`the Publish server ended with ${code}`))
    })
  }

  /** Replaces the fault before it; undefined: behaves. */
  misbehave(fault: Fault | undefined, scope: Scope = {}): Promise<void> {
    return this.#ask({ do: 'misbehave', fault, scope })
  }
  /** Tells the clients connected now how many requests they may have open on one connection. */
  limitStreams(streams: number): Promise<void> {
    return this.#ask({ do: 'limit streams', streams })
  }
  totals(): Promise<Totals> {
    return this.#ask({ do: 'report', what: 'totals' })
  }
  /** Of the requests that came compressed, how many bytes they took so. */
  compressedBytes(): Promise<number> {
    return this.#ask({ do: 'report', what: 'compressed bytes' })
  }
  connections(): Promise<number> {
    return this.#ask({ do: 'report', what: 'connections' })
  }
  /** Requests that are not answered yet. */
  underWay(): Promise<number> {
    return this.#ask({ do: 'report', what: 'under way' })
  }
  /** The `authorization` headers seen, each once, in order. */
  authorizations(): Promise<string[]> {
    return this.#ask({ do: 'report', what: 'authorizations' })
  }
  /** Whole messages, in order of arrival; only with the option `keep`. */
  kept(): Promise<PublishedMessage[]> {
    return this.#ask({ do: 'report', what: 'kept' })
  }
  /** By `topic/partition/offset` as the attributes say. */
  arrivals(): Promise<Map<string, Arrival>> {
    return this.#ask({ do: 'report', what: 'arrivals' })
  }
  /** Offsets that did not arrive. */
  missing(range: Range): Promise<number[]> {
    return this.#ask({ do: 'missing', range })
  }
  /** The places of which more than one message arrived. */
  duplicates(): Promise<string[]> {
    return this.#ask({ do: 'report', what: 'duplicates' })
  }
  /** The places whose first message arrived after a later one of the same ordering key and partition. */
  misordered(): Promise<string[]> {
    return this.#ask({ do: 'report', what: 'misordered' })
  }
  /** The process stands still: its connections stay open, and nothing answers on them. */
  freeze(): void {
    this.#process.kill('SIGSTOP')
  }
  thaw(): void {
    this.#process.kill('SIGCONT')
  }
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return
    this.#process.disconnect()
    await once(this.#process, 'exit')
  }

  #ask<T>(order: Order): Promise<T> {
    const id = this.#nextId++
    const answer = Promise.withResolvers<unknown>()
    this.#asked.set(id, answer)
    this.#process.send({ id, order }, error => error && answer.reject(error))
    return answer.promise as Promise<T>
  }
}

export async function startPublishServer(options: ServerOptions = {}): Promise<PublishServer> {
  const child = fork(new URL('publish-server-process.ts', import.meta.url), [JSON.stringify(options)], {
    serialization: 'advanced',
    execArgv: [],
  })
  const [{ value }] = (await once(child, 'message')) as [Answer]
  return new PublishServer(child, Number(value))
}
