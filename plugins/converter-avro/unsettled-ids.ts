import type { ConsumerRecord, Origin } from 'psconnect/plugin'
import type { SchemaTable } from './schema-table.ts'
import { peekId } from './wire-format.ts'

/** The ids in a batch that have to be asked for; undefined where none has, as in nearly every batch. */
export function unsettledIds(
  batch: readonly ConsumerRecord[],
  part: Origin['part'],
  schemas: SchemaTable,
): ReadonlySet<number> | undefined {
  const seen = new Ids(schemas)
  for (const { key, value, headers } of batch) {
    if (part === 'key') seen.look(key)
    else if (part === 'value') seen.look(value)
    else for (const header of headers) seen.look(header.value)
  }
  return seen.unsettled
}

class Ids {
  readonly #schemas: SchemaTable
  /** Most batches hold one id. */
  #last: number | undefined
  unsettled: Set<number> | undefined

  constructor(schemas: SchemaTable) {
    this.#schemas = schemas
  }

  look(bytes: Uint8Array | null): void {
    const id = bytes === null ? undefined : peekId(bytes)
    if (id === undefined || id === this.#last) return
    this.#last = id
    if (this.#schemas.isSettled(id)) return
    this.unsettled ??= new Set()
    this.unsettled.add(id)
  }
}
