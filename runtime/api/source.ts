import type { ConfigOf, ConfigSpec, Problem } from './config-spec.ts'
import type { PluginContext, TaskIdentity } from './context.ts'
import type { Diagnosis } from './diagnosis.ts'
import type { ConsumerRecord } from './record.ts'

/** How far a partition has been read: where reading goes on. Opaque to the host, which only hands it back to `commit`. */
export type SourceOffset = bigint | string

/** Memory lent to a source; `release` is idempotent. */
export interface Reservation {
  /** Says how many bytes are really held, more or fewer than reserved. Never waits. */
  resize(bytes: number): void
  release(): void
}

/** Records on their way to the sink, the unit in which offsets are committed. */
export interface SourceBatch {
  /** Such as 'alerts/3' or 'file:night-1.avro'; opaque to the host. A batch holds records of one partition, in order. */
  readonly partition: string
  /** In order; each record of a partition is in one batch. */
  readonly records: readonly ConsumerRecord[]
  /** Where to go on after this batch, beyond control records and gaps too. */
  readonly next: SourceOffset
  /**
   * The host calls this once when nothing of the batch is needed any more: give back the memory it pins. `reusable` says that nobody will
   * look at the records' bytes again, so that others may be read to where they are; else somebody might: leave that memory to the
   * garbage collector.
   */
  release(reusable: boolean): void
}

/** How a source tells the host about its memory and about partitions that come and go. */
export interface SourceContext extends PluginContext {
  readonly task: TaskIdentity
  /**
   * The most bytes one fetch should ask for: the task's share of the worker's memory divided by fetches in flight. Changes as tasks
   * come and go: read it before each fetch.
   */
  readonly fetchBytes: number
  /** Reserve before fetching; resolves when there is room, and not while the connector is paused. A task that holds nothing is always let in, whatever it asks for. */
  reserve(bytes: number, signal: AbortSignal): Promise<Reservation>
  /**
   * Of each partition of the connector, the last `next` that was committed: where reading goes on. Only the worker's own file is asked:
   * for a source whose offsets it does not keep there is nothing.
   */
  committed(): Promise<ReadonlyMap<string, SourceOffset>>
  /** These partitions are now read by this task, from where their offsets were committed; no other task reads them meanwhile. */
  assigned(partitions: readonly string[]): void
  /**
   * Call when partitions are about to be handed over and no more of them is being yielded. Lets what is in flight finish, until
   * `deadline` aborts, calls `commit` with what is stored, and forgets the partitions: later acknowledgements no longer count.
   */
  revoking(partitions: readonly string[], deadline: AbortSignal): Promise<void>
  /** Forgets partitions that are already someone else's: nothing of them may be committed any more. */
  lost(partitions: readonly string[]): void
  /** Shown as `RUNNING (retrying: reason)` while nothing can be read; null when it can again. */
  retrying(reason: string | null): void
  /** Records that expired unread or were otherwise skipped by the system behind the source; counted and shown. */
  missed(records: bigint): void
}

/** Reads the records of one task. */
export interface Source {
  /**
   * The host pulls. Several batches may be in flight; a source keeps its session alive while the host does not pull. When
   * `signal` aborts, the iteration ends without an error and nothing more is fetched; `commit` goes on working until `close`.
   * A rejection fails the task.
   */
  read(signal: AbortSignal): AsyncIterable<SourceBatch>
  /**
   * Only ever called with offsets whose every earlier record is safe; nothing else moves where reading goes on. A rejection leaves them to
   * be committed again. Offsets of partitions that are no longer this task's are left out without an error. A source whose offsets the
   * worker keeps has no `commit`.
   */
  commit?(offsets: ReadonlyMap<string, SourceOffset>): Promise<void>
  /**
   * Records that `read` has not given out yet, of each partition of this task for which that is known; null where nothing is known.
   * What it has given out and is not stored, the host adds.
   */
  lag(): ReadonlyMap<string, bigint> | null
  /** Leaves the group and closes connections. Idempotent. */
  close(): Promise<void>
}

/** What is committed of one partition, both in the words of the system behind the source. Plain data that JSON can hold. */
export interface PartitionOffset {
  readonly partition: Readonly<Record<string, unknown>>
  /** Null asks to forget it. */
  readonly offset: Readonly<Record<string, unknown>> | null
}

/** Looks after committed offsets; runs on the main thread. All reject with OFFSETS_REFUSED where that cannot be done as asked. */
export interface SourceOffsets<C> {
  readonly list: (config: C, context: PluginContext) => Promise<readonly PartitionOffset[]>
  /** Called while no task runs. All or nothing where the system behind the source can do that. */
  readonly alter: (config: C, offsets: readonly PartitionOffset[], context: PluginContext) => Promise<void>
  /** Called while no task runs. Nothing committed is no error. */
  readonly reset: (config: C, context: PluginContext) => Promise<void>
}

/** What the host knows of a source before there is one. */
export interface SourcePlugin<S extends ConfigSpec = ConfigSpec> {
  readonly kind: 'source'
  readonly name: string
  /** The version of the plugin API it is written for; without it, that of the host. A package says it in its package.json instead. */
  readonly api?: number
  readonly config: S
  /** Checks across keys; each problem names the key it is about. */
  readonly validate?: (config: ConfigOf<S>) => readonly Problem[]
  /** Whether it reads the queue or topic of this name: what could not be carried must not be put where it is read again. */
  readonly reads?: (config: ConfigOf<S>, topic: string) => boolean
  /** Runs once on the main thread before any task starts: rejects when what the source reads from cannot be reached. */
  readonly check?: (config: ConfigOf<S>, context: PluginContext) => Promise<void>
  /** How `psconnect doctor` finds out whether this configuration works; without it, it says that it cannot tell. */
  readonly diagnose?: (config: ConfigOf<S>, context: PluginContext) => Diagnosis
  /**
   * Who keeps its offsets: itself, where these functions look after them; or `worker`, for a source without a store of its own: then they
   * are kept in the file that the worker's `offset.storage.file.filename` names, and `context.committed` gives them. Without it they are
   * the source's own, and nobody else can look at or change them.
   */
  readonly offsets?: SourceOffsets<ConfigOf<S>> | 'worker'
  /** Called once for each task, last of its parts. Nothing is fetched before `read`. A rejection fails the task. */
  readonly create: (config: ConfigOf<S>, context: SourceContext) => Source | Promise<Source>
}

/** Makes a source plugin: the default export of its module, alone or in a list. */
export const defineSource = <const S extends ConfigSpec>(plugin: Omit<SourcePlugin<S>, 'kind'>): SourcePlugin<S> => ({
  kind: 'source',
  ...plugin,
})
