import { ConnectError } from '../../errors.ts'
import { broken, type Clause } from '../contract.ts'
import { type ConverterSubject, decodeOrRefuse, describe, prepare } from './subject.ts'

/** What a converter makes of payloads that it cannot read. */
export const refusing: readonly Clause<ConverterSubject>[] = [
  {
    asks: 'decode must refuse what it cannot read, by throwing an error of the scope record.',
    member: 'Converter',
    says: "To refuse a payload, throw `new ConnectError('RECORD_UNREADABLE', why)`",
    async check({ create, unreadable }) {
      const converter = await create()
      await prepare(converter, unreadable)
      for (const payload of unreadable)
        if (!ConnectError.is(decodeOrRefuse(converter, payload))) broken(`it read ${describe(payload)}`)
    },
  },
  {
    asks: 'decode must read or refuse whatever it is given: what is empty, huge, cut short or damaged too.',
    member: 'Converter',
    says: "To refuse a payload, throw `new ConnectError('RECORD_UNREADABLE', why)`",
    async check({ create, doubtful }) {
      const converter = await create()
      await prepare(converter, doubtful)
      for (const payload of doubtful) decodeOrRefuse(converter, payload)
    },
  },
  {
    asks: 'Where later stages need nothing of a value, decode must refuse the same payloads.',
    member: 'Needs',
    says: 'A converter may leave the rest unbuilt, but must still refuse bytes that are not well formed to their end.',
    async check({ create, unreadable, doubtful }) {
      const [converter, sparing] = [await create(), await create({ needs: 'nothing' })]
      const payloads = [...unreadable, ...doubtful]
      await prepare(converter, payloads)
      await prepare(sparing, payloads)
      for (const payload of payloads) {
        const refused = decodeOrRefuse(converter, payload)
        if (ConnectError.is(refused) && !ConnectError.is(decodeOrRefuse(sparing, payload)))
          broken(
            `with the needs 'nothing' it read ${describe(payload)}, which it refuses otherwise: ${refused.message}`,
          )
      }
    },
  },
]
