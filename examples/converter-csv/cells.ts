import { javaNumber, type Schema } from 'psconnect/plugin'

/** How a type is read and written. Both give undefined for what is none of its values. */
export interface Cell {
  readonly read: (text: string) => unknown
  readonly write: (value: unknown) => string | undefined
}

const digits = /^[+-]?0*\d{1,19}$/

function whole(bits: number): Cell {
  const read = (text: string) => {
    if (!digits.test(text)) return undefined
    const value = BigInt(text)
    if (BigInt.asIntN(bits, value) !== value) return undefined
    return bits === 64 ? value : Number(value)
  }
  return { read, write: value => (value === read(String(value)) ? String(value) : undefined) }
}

/** As most programs write them: Java's NaN and Infinity, numpy's nan and inf. */
const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i
const notANumber = /^nan$/i
const infinite = /^([+-]?)inf(?:inity)?$/i

function floating(type: 'float32' | 'float64', round: (value: number) => number): Cell {
  return {
    read(text) {
      if (notANumber.test(text)) return Number.NaN
      const [, sign] = infinite.exec(text) ?? []
      if (sign !== undefined) return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
      const value = decimal.test(text) ? round(Number(text)) : Number.NaN
      return Number.isFinite(value) ? value : undefined
    },
    write(value) {
      const fits = typeof value === 'number' && Number.isFinite(value) === Number.isFinite(round(value))
      return fits ? javaNumber(value, type) : undefined
    },
  }
}

const boolean: Cell = {
  read: text => (/^(?:true|false)$/i.test(text) ? text.toLowerCase() === 'true' : undefined),
  write: value => (typeof value === 'boolean' ? String(value) : undefined),
}

const string: Cell = {
  read: text => text,
  // Half of a surrogate pair has no bytes.
  write: value => (typeof value === 'string' && value.isWellFormed() ? value : undefined),
}

export const cells: ReadonlyMap<Schema['type'], Cell> = new Map<Schema['type'], Cell>([
  ['int8', whole(8)],
  ['int16', whole(16)],
  ['int32', whole(32)],
  ['int64', whole(64)],
  ['float32', floating('float32', Math.fround)],
  ['float64', floating('float64', Number)],
  ['boolean', boolean],
  ['string', string],
])
