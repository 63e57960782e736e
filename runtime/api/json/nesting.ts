import { Misfit } from './misfit.ts'
import type { Output } from './output.ts'

const maximalDepth = 500

/** Begins what holds others. */
export function open(out: Output, bracket: '{' | '['): void {
  if (++out.depth > maximalDepth) throw new Misfit(`there are more than ${maximalDepth} values within each other`)
  out.byte(bracket.charCodeAt(0))
}

export function close(out: Output, bracket: '}' | ']'): void {
  out.depth--
  out.byte(bracket.charCodeAt(0))
}
