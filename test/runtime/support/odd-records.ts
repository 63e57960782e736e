import type { Converter } from '../../../runtime/api/converter.ts'
import { ConnectError } from '../../../runtime/api/errors.ts'
import type { ConsumerRecord } from '../../../runtime/api/record.ts'
import { untouched } from './carrying.ts'

export const bytes = (text: string): Buffer => Buffer.from(text)
export const record = (offset: bigint, parts: Partial<ConsumerRecord> = {}): ConsumerRecord => ({
  topic: 'alerts',
  partition: 3,
  offset,
  timestamp: 5n,
  key: bytes('key'),
  value: bytes('value'),
  headers: [
    { key: 'h', value: bytes('1') },
    { key: 'g', value: null },
    { key: 'h', value: bytes('2') },
  ],
  ...parts,
})

/** A part of a record that is refused. */
export const odd = bytes('odd value')
export const refused = new ConnectError('ODDITY', 'too odd', { cause: new Error('it is 3') })
/** Refuses that. */
export const picky: Converter = {
  ...untouched,
  decode(value) {
    if (Buffer.compare(value, odd) === 0) throw refused
    return { schema: null, value }
  },
}
