import { ConnectError } from 'psconnect/plugin'
import type { AvroType } from './avro-type.ts'
import { Misfit } from './avsc-simple.ts'
import { AvscTypes } from './avsc-type.ts'
import { AvscValues } from './avsc-value.ts'

export type Encode = (value: unknown) => Uint8Array

/** A function that writes values, in the form in which they are read, as `type`. */
export function compileEncode(type: AvroType, fullNames: boolean): Encode {
  const types = new AvscTypes()
  const avsc = types.compile(type)
  const values = new AvscValues(types, fullNames)
  const prepare = values.of(type)
  const room = new Room()
  return value => {
    try {
      const prepared = prepare(value)
      return room.fill(bytes => avsc.encode(prepared, bytes, 0))
    } catch (error) {
      if (error instanceof Misfit) throw unwritable(values.path, error.message)
      if (error instanceof RangeError) throw unwritable([], 'it is nested too deep, or holds itself')
      throw error
    } finally {
      values.path.length = 0
    }
  }
}

/** Kept from one value to the next, as avsc would write everything twice that is longer than a kilobyte. */
class Room {
  #bytes = Buffer.allocUnsafe(4096)

  /** `write` returns how many bytes it wrote, or how many are missing as a negative number. */
  fill(write: (bytes: Buffer) => number): Uint8Array {
    let length = write(this.#bytes)
    if (length < 0) {
      this.#bytes = Buffer.allocUnsafe(2 * (this.#bytes.length - length))
      length = write(this.#bytes)
    }
    return new Uint8Array(this.#bytes.subarray(0, length))
  }
}

const unwritable = (path: readonly (string | number)[], what: string): ConnectError =>
  new ConnectError(
    'RECORD_UNREADABLE',
    `${path.length === 0 ? 'the value' : path.join('.')} cannot be written as Avro: ${what}`,
  )
