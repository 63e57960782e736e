import type { Source, SourceBatch, SourceContext, SourceOffset } from '../../source.ts'
import { broken } from '../contract.ts'

/** The host's side of one task of a source, which notes what it is told. */
export class SourceHost implements SourceContext {
  readonly log = { debug() {}, info() {}, warn() {}, error() {} }
  readonly life = new AbortController()
  readonly signal: AbortSignal = this.life.signal
  readonly fetchBytes = 1_000_000
  readonly task: SourceContext['task']
  readonly partitions = new Set<string>()
  /** Where to go on after what was read of each partition. */
  readonly read = new Map<string, SourceOffset>()
  readonly #store: Map<string, SourceOffset>
  source: Source | undefined
  held = 0
  /** Resolves when there is room. */
  room: Promise<void> = Promise.resolve()
  readonly #asked = Promise.withResolvers<void>()

  constructor(store: Map<string, SourceOffset>, task = { connector: 'contract', index: 0, count: 1 }) {
    this.#store = store
    this.task = task
  }

  /** Somebody has asked for room. */
  get asked(): Promise<void> {
    return this.#asked.promise
  }

  async reserve(bytes: number, signal: AbortSignal) {
    this.#asked.resolve()
    const aborted = Promise.withResolvers<never>()
    const abort = () => aborted.reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    try {
      signal.throwIfAborted()
      await Promise.race([this.room, aborted.promise])
    } finally {
      signal.removeEventListener('abort', abort)
    }
    let lent = bytes
    this.held += bytes
    const resize = (to: number): void => {
      this.held += to - lent
      lent = to
    }
    return { resize, release: () => resize(0) }
  }

  async committed(): Promise<ReadonlyMap<string, SourceOffset>> {
    return new Map(this.#store)
  }

  /** Commits what was read of these partitions, where the source does it or where the worker would. */
  async commit(names: Iterable<string> = this.read.keys()): Promise<void> {
    const offsets = new Map([...names].flatMap(name => [...this.read].filter(([read]) => read === name)))
    if (offsets.size === 0) return
    if (this.source?.commit) await this.source.commit(offsets)
    else for (const [name, offset] of offsets) this.#store.set(name, offset)
  }

  assigned(names: readonly string[]): void {
    for (const name of names) this.partitions.add(name)
  }

  async revoking(names: readonly string[]): Promise<void> {
    await this.commit(names)
    this.lost(names)
  }

  lost(names: readonly string[]): void {
    for (const name of names) {
      this.partitions.delete(name)
      this.read.delete(name)
    }
  }

  /** Notes a batch, as the host does with each. */
  take(batch: SourceBatch): void {
    if (!this.partitions.has(batch.partition))
      broken(`it gave out a batch of ${batch.partition} without having called context.assigned for it`)
    this.read.set(batch.partition, batch.next)
  }

  retrying(): void {}
  missed(): void {}
}
