import { match, type SimpleType } from './avro-type.ts'
import { type ValueForm, valueForm } from './value-form.ts'

/** Statements for the value at `p`. */
export interface SimpleCode {
  /** Puts it into the variable `target`. */
  take(target: string): string
  /** Only refuses what `take` refuses; `p` may get beyond the end. */
  readonly skip: string
}

/** Both leave `p` after the value. `symbols` is what the code calls the array of an enum's. */
export const simpleCode = (type: SimpleType, symbols: string): SimpleCode =>
  match<SimpleType, SimpleCode>(type, {
    null: () => ({ take: target => `${target} = null;`, skip: '' }),
    boolean: () => ({
      take: target => `${target} = c.boolean(p); p += 1;`,
      skip: 'if (p >= end || b[p] > 1) c.boolean(p); p += 1;',
    }),
    int: () => intCode(valueForm(type)),
    long: () => longCode(valueForm(type)),
    float: () => floatCode(4),
    double: () => floatCode(8),
    string: () => ({ take: target => `${target} = c.text(p); p = c.next;`, skip: 'p = c.skipText(p);' }),
    enum: ({ symbols: { length } }) => ({
      take: target => `${target} = ${symbols}[c.index(p, ${length})]; p = c.next;`,
      skip: `c.index(p, ${length}); p = c.next;`,
    }),
    bytes: () => bytesCode('i', valueForm(type)),
    fixed: ({ size }) => bytesCode(String(size), valueForm(type)),
  })

type Form = ValueForm | undefined

/** Numbers of one byte are worth no call. */
const oneByte = 'if (p < end && b[p] < 128)'

function intCode(form: Form): SimpleCode {
  if (form !== undefined) {
    const take = (target: string) => `${target} = ${formedInt(form)}; p = c.next;`
    return { take, skip: take('i') }
  }
  return {
    take: target =>
      `${oneByte} { i = b[p++]; ${target} = (i >>> 1) ^ -(i & 1); } else { ${target} = c.int(p); p = c.next; }`,
    skip: `${oneByte} p += 1; else { c.int(p); p = c.next; }`,
  }
}

function formedInt({ form }: ValueForm): string {
  if (form === 'date') return 'c.date(p)'
  return form === 'time' ? 'new Date(c.int(p))' : `c.small(c.int(p), ${form === 'int8' ? 8 : 16}, p)`
}

function longCode(form: Form): SimpleCode {
  const method = form === undefined ? 'long' : 'timestamp'
  const take = (target: string) => `${target} = c.${method}(p); p = c.next;`
  return { take, skip: form === undefined ? skipLong : take('i') }
}

/** In place, so that the processor learns of each field how long its values are. */
const skipLong = `if (p + 10 > end) p = c.skipLong(p);
  else { for (i = p + 9; p < i && b[p] > 127; ) p++; p = p < i ? p + 1 : c.skipLong(p - 9); }`

const floatCode = (size: 4 | 8): SimpleCode => ({
  take: target => `if (p + ${size} > end) c.cut(); ${target} = view.getFloat${8 * size}(p, true); p += ${size};`,
  skip: `p += ${size};`,
})

/** Of `length` bytes, or of as many as a length before them says, which is then in the variable `i`. */
function bytesCode(length: string, form: Form): SimpleCode {
  const read = length === 'i' ? 'i = c.length(p); p = c.next; ' : ''
  if (form?.form !== 'decimal')
    return { take: target => `${read}${target} = c.slice(p, ${length}); p = c.next;`, skip: `${read}p += ${length};` }
  return {
    take: target => `${read}${target} = c.decimal(p, ${length}, ${form.scale}); p = c.next;`,
    skip: `${read}c.decimalLength(p, ${length}); p += ${length};`,
  }
}
