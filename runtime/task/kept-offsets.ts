import type { OffsetFile } from '../commit/offset-file.ts'
import type { Offsets } from '../commit/offset-tracker.ts'

export type OffsetRequest = { readonly type: 'committed' } | { readonly type: 'commit'; readonly offsets: Offsets }

/** The main thread's side of the offsets that the worker keeps for a connector whose source has no store of its own. */
export class KeptOffsets {
  readonly #file: OffsetFile | undefined
  readonly #connector: string
  #closed = false

  constructor(file: OffsetFile | undefined, connector: string) {
    this.#file = file
    this.#connector = connector
  }

  /** Where there is no file, no source asks for one: see resolve-source.ts. */
  async call(request: OffsetRequest): Promise<unknown> {
    if (request.type === 'committed') return (await this.#file?.of(this.#connector)) ?? new Map()
    if (this.#closed) throw new Error('the tasks of the connector have ended: their offsets are no longer taken')
    return this.#file?.change(this.#connector, request.offsets)
  }

  /** From now on a task that was given up changes nothing: the next begins where the others have ended. */
  close(): void {
    this.#closed = true
  }
}
