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
  return value => {
    try {
      return avsc.toBuffer(prepare(value))
    } catch (error) {
      if (error instanceof Misfit) throw unwritable(values.path, error.message)
      if (error instanceof RangeError) throw unwritable([], 'it is nested too deep, or holds itself')
      throw error
    } finally {
      values.path.length = 0
    }
  }
}

const unwritable = (path: readonly (string | number)[], what: string): ConnectError =>
  new ConnectError(
    'RECORD_UNREADABLE',
    `${path.length === 0 ? 'the value' : path.join('.')} cannot be written as Avro: ${what}`,
  )
