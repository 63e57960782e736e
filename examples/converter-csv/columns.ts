import type { Schema } from 'psconnect/plugin'
import { type Cell, cells } from './cells.ts'

export interface Column extends Cell {
  readonly name: string
  readonly type: Schema['type']
}

/** The columns that such texts as `ra:float64` name; `problemOf` has found nothing wrong with them. */
export const columnsOf = (texts: readonly string[]): readonly Column[] =>
  texts.flatMap(text => {
    const { name, type } = parse(text)
    const cell = cells.get(type)
    return cell ? [{ name, type, ...cell }] : []
  })

/** What is wrong with them, if anything is, as a sentence that goes on after the key. */
export function problemOf(texts: readonly string[]): string | undefined {
  if (texts.length === 0) return 'must name at least one column'
  const unclear = texts.find(text => parse(text).name === '' || !cells.has(parse(text).type))
  if (unclear !== undefined)
    return `must give each column as NAME:TYPE, with a type of ${[...cells.keys()].join(', ')} (found ${unclear})`
  const names = texts.map(text => parse(text).name)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  return twice === undefined ? undefined : `must not name ${twice} twice`
}

function parse(text: string): Pick<Column, 'name' | 'type'> {
  const colon = text.lastIndexOf(':')
  return { name: text.slice(0, Math.max(colon, 0)).trim(), type: text.slice(colon + 1).trim() as Schema['type'] }
}
