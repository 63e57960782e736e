import { ConnectError } from '../api/errors.ts'
import type { PartitionOffset, SourceOffset, SourceOffsets } from '../api/source.ts'
import type { OffsetFile } from '../commit/offset-file.ts'

/** The offsets that the worker keeps for a connector, as its REST interface shows and changes them. */
export const offsetsInFile = (file: OffsetFile, connector: string): SourceOffsets<unknown> => ({
  async list() {
    const offsets = await file.of(connector)
    return Array.from(offsets, ([partition, offset]) => ({
      partition: { partition },
      offset: { offset: shown(offset) },
    }))
  },
  alter: async (_config, wanted) => file.change(connector, new Map(wanted.map(read))),
  reset: () => file.forget(connector),
})

/** JSON as others read it has no whole numbers beyond 2^53: those are shown as text. */
const shown = (offset: SourceOffset): number | string =>
  typeof offset === 'string' || !Number.isSafeInteger(Number(offset)) ? String(offset) : Number(offset)

function read({ partition: { partition }, offset }: PartitionOffset): [string, SourceOffset | null] {
  if (typeof partition !== 'string') throw malformed('partition', 'text', partition)
  if (offset === null) return [partition, null]
  const { offset: found } = offset
  if (typeof found === 'string') return [partition, found]
  if (typeof found === 'number' && Number.isSafeInteger(found)) return [partition, BigInt(found)]
  throw malformed('offset', 'text or a whole number, as it is shown', found)
}

const malformed = (key: string, wanted: string, found: unknown): ConnectError =>
  new ConnectError(
    'OFFSETS_REFUSED',
    `A ${key} needs ${key}, ${wanted} (found ${JSON.stringify(found) ?? 'nothing'}), as in {"partition": {"partition": "night-1.avro"}, "offset": {"offset": 42}}`,
  )
