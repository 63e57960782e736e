import { ConnectError, type Converter, defineConverter } from 'psconnect/plugin'
import { type Form, forms } from './forms.ts'

/** One converter for each of Kafka's serialisers of numbers, and the one of booleans. */
export default Object.entries(forms).map(([name, form]) =>
  defineConverter({ name, keepsNothing: true, config: {}, create: () => converterOf(name, form) }),
)

function converterOf(name: string, { type, size, is, read, write }: Form): Converter {
  const schema = { type, optional: true }
  const refused = (found: string) =>
    new ConnectError('RECORD_UNREADABLE', `the ${name} converter is for ${type} of ${size} bytes, found ${found}`)
  return {
    decode(bytes) {
      if (bytes.length !== size) throw refused(`${bytes.length} bytes`)
      const value = read(new DataView(bytes.buffer, bytes.byteOffset, size))
      if (value === undefined) throw refused('a byte that is neither 0 nor 1')
      return { schema, value }
    },
    encode({ value }) {
      const view = new DataView(new ArrayBuffer(size))
      if (typeof value !== is) throw refused(`a value that is a ${typeof value}`)
      write(view, value as never)
      if (!Object.is(read(view), type === 'float32' ? Math.fround(value as number) : value))
        throw refused('a number beyond its range')
      return new Uint8Array(view.buffer)
    },
  }
}
