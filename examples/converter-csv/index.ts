import { ConnectError, defineConverter, list, type Schema, string } from 'psconnect/plugin'
import { type Column, columnsOf, problemOf } from './columns.ts'
import { type Field, quoted, splitRow, unreadable } from './row.ts'

/** Reads a row of CSV as a struct with a field for each column, and writes such structs as rows. */
export default defineConverter({
  name: 'csv',
  keepsNothing: true,
  config: {
    columns: list({
      doc: 'The columns in their order, each as NAME:TYPE, such as id:int64,ra:float64,name:string.',
      importance: 'high',
    }),
    delimiter: string({
      doc: 'What stands between two fields: one character of ASCII, or the word tab.',
      default: ',',
      problem: text =>
        /^([!#-~]|tab)$/.test(text) ? undefined : 'must be one character of ASCII other than a quote, or the word tab',
    }),
  },
  validate({ columns }) {
    const message = problemOf(columns)
    return message === undefined ? [] : [{ key: 'columns', message }]
  },
  create(config) {
    const columns = columnsOf(config.columns)
    const names = new Set(columns.map(({ name }) => name))
    const delimiter = config.delimiter === 'tab' ? '\t' : config.delimiter
    // One object for all rows: sinks tell schemas apart by it.
    const schema: Schema = {
      type: 'struct',
      optional: false,
      fields: columns.map(({ name, type }) => ({ name, schema: { type, optional: true } })),
    }
    return {
      decode(bytes) {
        const fields = splitRow(bytes, delimiter)
        if (fields.length !== columns.length)
          throw unreadable(
            `the row has ${fields.length} fields, and not ${columns.length}`,
            fields[columns.length]?.position ?? bytes.length,
          )
        const value = Object.fromEntries(columns.map((column, at) => [column.name, read(column, fields[at])]))
        return { schema, value }
      },
      encode({ value }) {
        if (!isStruct(value)) throw unwritable('only a value with fields can be written as a row')
        const stranger = Object.keys(value).find(name => !names.has(name))
        // Left out without a word, it would be lost.
        if (stranger !== undefined)
          throw unwritable(`the value has the field ${stranger}, for which there is no column`)
        return Buffer.from(columns.map(column => quoted(textOf(column, value), delimiter)).join(delimiter))
      },
    }
  },
})

/** An empty field is null, unless it is quoted. */
function read({ name, type, read: parse }: Column, field: Field | undefined): unknown {
  if (!field || field.text === null) return null
  const value = parse(field.text)
  if (value !== undefined) return value
  const found = JSON.stringify(field.text.slice(0, shown))
  throw unreadable(`${name} must be of the type ${type} (found ${found})`, field.position)
}

const shown = 40

function textOf({ name, type, write }: Column, struct: Readonly<Record<string, unknown>>): string | null {
  // One that a transform has taken out is null when it is read again.
  const value = Object.hasOwn(struct, name) ? struct[name] : null
  if (value === null || value === undefined) return null
  const text = write(value)
  if (text === undefined) throw unwritable(`${name} is a ${typeof value} that cannot be written as ${type}`)
  return text
}

const unwritable = (why: string): ConnectError => new ConnectError('RECORD_UNREADABLE', why)

const isStruct = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
