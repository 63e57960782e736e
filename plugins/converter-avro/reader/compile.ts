import { ConnectError } from 'psconnect/plugin'
import type { AvroType } from './avro-type.ts'
import { Cursor } from './cursor.ts'
import { Generator, type GeneratorOptions } from './generate.ts'
import { Malformed } from './malformed.ts'
import type { Selection } from './selection.ts'

export type Read = (bytes: Uint8Array, start: number) => unknown
type Options = Omit<GeneratorOptions, 'located'>
type Path = (string | number)[]

/** A function that reads values of `type` and builds what is selected of them. */
export function compile(type: AvroType, selection: Selection, options: Options): Read {
  const cursor = new Cursor()
  const read = evaluate(new Generator({ ...options, located: false }), { type, selection, cursor, path: [] })
  let locate: Locate | undefined
  return (bytes, start) => {
    cursor.open(bytes)
    try {
      return read(start)
    } catch (error) {
      if (!(error instanceof Malformed)) throw error
      locate ??= compileLocating(type, options)
      throw unreadable(locate(bytes, start) ?? { error, path: [] }, bytes.length)
    } finally {
      cursor.close()
    }
  }
}

interface Trouble {
  readonly error: Malformed
  readonly path: Path
}

type Locate = (bytes: Uint8Array, start: number) => Trouble | undefined

/** Finds out where a message is malformed. It reads all, so that whatever is selected the same is said of the same message. */
function compileLocating(type: AvroType, options: Options): Locate {
  const path: Path = []
  const cursor = new Cursor()
  const read = evaluate(new Generator({ ...options, located: true }), { type, selection: 'all', cursor, path })
  return (bytes, start) => {
    path.length = 0
    cursor.open(bytes)
    try {
      read(start)
      return undefined
    } catch (error) {
      if (error instanceof Malformed) return { error, path }
      throw error
    } finally {
      cursor.close()
    }
  }
}

interface Evaluated {
  readonly type: AvroType
  readonly selection: Selection
  readonly cursor: Cursor
  readonly path: Path
}

function evaluate(generator: Generator, { type, selection, cursor, path }: Evaluated): (start: number) => unknown {
  const body = generator.read(type, selection, 'value')
  const source = `'use strict'
    ${generator.functions.join('\n')}
    return function read(p) {
      const b = c.bytes, view = c.view, end = c.end; let value, i = 0;
      ${body}
      if (p !== end) c.finish(p);
      return value;
    }`
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- what comes from the schema is in it as JSON strings alone
  const make = new Function('c', 'constants', 'path', source) as (...parts: unknown[]) => (start: number) => unknown
  return make(cursor, generator.constants, path)
}

function unreadable({ error, path }: Trouble, length: number): ConnectError {
  const field = path.map(step => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('')
  const where = field === '' ? '' : `${field.replace(/^\./, '')}, `
  const { position, message } = error
  return new ConnectError('RECORD_UNREADABLE', `${where}byte ${position} of ${length}: ${message}`, { position })
}
