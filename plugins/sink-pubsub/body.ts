import type { Data } from '@psconnect/client-pubsub'
import type { SchemaAndValue } from 'psconnect/plugin'
import type { Slab } from './slabs.ts'

/** What becomes of a value; without one, there is no data. */
export interface Body {
  readonly data: Data
  /** How much memory the data takes beside that of the record it was read from, at most. */
  readonly made: number
  /** Where the data stands, if others stand there too: to be held until it is stored. */
  readonly slab?: Slab | null
  /** From the fields of a struct or the entries of a map. */
  readonly attributes?: ReadonlyMap<string, string>
}

export const noBody: Body = { data: new Uint8Array(), made: 0 }

/** Throws Unmappable. */
export type BodyOf = (value: SchemaAndValue) => Body
