import type { Converter } from '../../api/converter.ts'
import { grouped } from './paint.ts'

interface Timed {
  readonly topic: string
  readonly bytes: Uint8Array
}

export interface Timing {
  readonly records: number
  readonly seconds: number
  readonly bytes: number
  /** Before what was measured. */
  readonly warmUp: number
}

/** Node compiles what runs often, so the first records take longer than those of a stream. */
const warmUpMs = 500
const measuredMs = 1000
/** Between looks at the clock, which take time themselves. */
const roundMs = 5

/** Decodes these payloads, of which there is one at least, over and over. The converter is prepared for them. */
export function measure(converter: Converter, payloads: readonly Timed[]): Timing {
  const origin = { topic: payloads[0]?.topic ?? '', part: 'value' } as const
  const decodeAll = (): void => {
    for (const { bytes } of payloads) converter.decode(bytes, origin)
  }
  const warmUp = repeat(decodeAll, 1, warmUpMs)
  const passesPerRound = Math.max(1, Math.round((warmUp.passes * roundMs) / warmUpMs))
  const { passes, ms } = repeat(decodeAll, passesPerRound, measuredMs)
  const bytesPerPass = payloads.reduce((sum, { bytes }) => sum + bytes.length, 0)
  return {
    records: passes * payloads.length,
    seconds: ms / 1000,
    bytes: passes * bytesPerPass,
    warmUp: warmUp.passes * payloads.length,
  }
}

function repeat(
  pass: () => void,
  passesPerRound: number,
  forMs: number,
): { readonly passes: number; readonly ms: number } {
  const start = performance.now()
  let passes = 0
  let ms = 0
  while (ms < forMs) {
    for (let left = passesPerRound; left > 0; left--) pass()
    passes += passesPerRound
    ms = performance.now() - start
  }
  return { passes, ms }
}

export function describeTiming({ records, seconds, bytes, warmUp }: Timing): string {
  const micros = (seconds * 1e6) / records
  const rate = bytes / 1e6 / seconds
  return `${rounded(micros)} µs per record, ${rounded(rate)} MB/s: ${grouped(records)} conversions in ${seconds.toFixed(2)} s, after ${grouped(warmUp)} to warm up`
}

/** To three digits. */
const rounded = (number: number): string =>
  Number(number.toPrecision(3)).toLocaleString('en', { maximumFractionDigits: 9 })
