import type { Schema } from 'psconnect/plugin'

/** How the values of one type stand in their bytes, the highest first. */
export interface Form {
  readonly type: Schema['type']
  readonly size: number
  /** Undefined where the bytes are no such value. */
  readonly read: (view: DataView) => unknown
  /** What was not of the type is not read back as it was. */
  readonly write: (view: DataView, value: never) => void
  readonly is: 'number' | 'bigint' | 'boolean'
}

/** By the name of the converter. */
export const forms: Readonly<Record<string, Form>> = {
  short: {
    type: 'int16',
    size: 2,
    is: 'number',
    read: view => view.getInt16(0),
    write: (view, value) => view.setInt16(0, value),
  },
  integer: {
    type: 'int32',
    size: 4,
    is: 'number',
    read: view => view.getInt32(0),
    write: (view, value) => view.setInt32(0, value),
  },
  long: {
    type: 'int64',
    size: 8,
    is: 'bigint',
    read: view => view.getBigInt64(0),
    write: (view, value) => view.setBigInt64(0, value),
  },
  float: {
    type: 'float32',
    size: 4,
    is: 'number',
    read: view => view.getFloat32(0),
    write: (view, value) => view.setFloat32(0, value),
  },
  double: {
    type: 'float64',
    size: 8,
    is: 'number',
    read: view => view.getFloat64(0),
    write: (view, value) => view.setFloat64(0, value),
  },
  boolean: {
    type: 'boolean',
    size: 1,
    is: 'boolean',
    read: view => [false, true][view.getUint8(0)],
    write: (view, value) => view.setUint8(0, value ? 1 : 0),
  },
}
