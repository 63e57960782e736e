import { styleText } from 'node:util'

/** What a piece of the output is: each has its colour. */
const styles = {
  good: 'green',
  bad: 'red',
  badByte: 'bgRed',
  title: 'bold',
  aside: 'gray',
  key: 'blue',
  text: 'green',
  number: 'yellow',
  moment: 'magenta',
  bytes: 'cyan',
  warning: 'yellow',
} as const

export type Paint = (piece: keyof typeof styles, text: string) => string

/** In colour where it is a terminal, and as NO_COLOR and FORCE_COLOR have it. */
export const paint: Paint = (piece, text) => styleText(styles[piece], text)

export const grouped = (number: number): string => number.toLocaleString('en')
