import type { Converter } from '../../api/converter.ts'
import { loggerTo } from '../../telemetry/log-record.ts'
import { Secrets } from '../../telemetry/redact.ts'
import { commandCodes } from '../exit-codes.ts'
import type { ConvertArguments } from './arguments.ts'
import { type Converted, convertAll, isConverted, type Outcome } from './convert-all.ts'
import { jsonLine } from './json-line.ts'
import { makeConverter } from './make-converter.ts'
import { describeTiming, measure } from './measure.ts'
import { grouped, paint } from './paint.ts'
import type { Payload } from './payloads.ts'
import { showOutcome } from './show-outcome.ts'
import { tellLog } from './tell-log.ts'

/** Makes the converter, shows what it makes of the payloads, and resolves with the exit code. */
export async function convertPayloads(
  asked: ConvertArguments,
  payloads: readonly Payload[],
  signal: AbortSignal,
): Promise<number> {
  const secrets = new Secrets([])
  const log = loggerTo(record => tellLog(secrets.hide(record)))
  const converter = await makeConverter(asked, { log, signal, secrets })
  const outcomes = await convertAll(converter, payloads, signal)
  const good = outcomes.filter(isConverted)
  const show = asked.json ? showLines : showAll
  show(outcomes, { withSchema: asked.schema, hide: text => secrets.hide(text) })
  // Whoever reads lines of JSON gets nothing else.
  if (asked.time) console[asked.json ? 'error' : 'log'](timeText(converter, good))
  await converter.close?.()
  return good.length === outcomes.length ? commandCodes.done : commandCodes.failed
}

interface Manner {
  readonly withSchema: boolean
  /** Errors may hold what is in the configuration. */
  readonly hide: (text: string) => string
}

function showLines(outcomes: readonly Outcome[], { withSchema, hide }: Manner): void {
  for (const outcome of outcomes) {
    const line = jsonLine(outcome, withSchema)
    console.log(isConverted(outcome) ? line : hide(line))
  }
}

function showAll(outcomes: readonly Outcome[], { withSchema, hide }: Manner): void {
  for (const outcome of outcomes) {
    const text = showOutcome(outcome, withSchema)
    console.log(`${isConverted(outcome) ? text : hide(text)}\n`)
  }
  if (outcomes.length > 1) console.log(sumUp(outcomes.filter(isConverted).length, outcomes.length))
}

function sumUp(good: number, all: number): string {
  const text = `${grouped(good)} of ${grouped(all)} payloads were converted`
  return paint(good === all ? 'good' : 'bad', text)
}

function timeText(converter: Converter, good: readonly Converted[]): string {
  const timed = good.flatMap(({ payload: { topic, bytes } }) => (bytes === null ? [] : [{ topic, bytes }]))
  return timed.length === 0
    ? 'no payload was converted, so nothing is measured'
    : describeTiming(measure(converter, timed))
}
