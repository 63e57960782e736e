import type { ConverterContext } from '../../api/converter.ts'
import type { DiagnosisFinding, DiagnosisStep } from '../../api/diagnosis.ts'
import type { ConsumerRecord, SchemaAndValue } from '../../api/record.ts'
import type { ResolvedConnector, ResolvedPlugin } from '../../config/resolved-config.ts'
import { decode } from '../../pipeline/convert.ts'
import { importPlugin } from '../../plugin-loader/import-plugin.ts'
import { reasonOf } from '../../telemetry/log-record.ts'

export interface Sample {
  /** What the source has read, once it has. */
  record: ConsumerRecord | undefined
}

/** Sends the record that the source has read through the connector's converters. */
export const convertStep = (
  { keyConverter, valueConverter, headerConverter }: ResolvedConnector,
  sample: Sample,
): DiagnosisStep => ({
  name: 'converters',
  async run(signal) {
    const { record } = sample
    if (!record) return { outcome: 'unknown', text: 'there is no record to try' }
    const parts: readonly Part[] = [
      { part: 'value', converter: valueConverter, payloads: [record.value] },
      { part: 'key', converter: keyConverter, payloads: [record.key] },
      { part: 'header', converter: headerConverter, payloads: record.headers.map(({ value }) => value) },
    ]
    const texts: string[] = []
    for (const part of parts.filter(({ payloads }) => payloads.some(payload => payload !== null))) {
      const found = await convert(part, record, signal)
      if (found.outcome === 'failed') return found
      texts.push(found.text)
    }
    return texts.length > 0
      ? { outcome: 'ok', text: texts.join('; ') }
      : { outcome: 'unknown', text: 'the record holds nothing to convert' }
  },
})

interface Part {
  readonly part: 'key' | 'value' | 'header'
  readonly converter: ResolvedPlugin
  readonly payloads: readonly (Uint8Array | null)[]
}

async function convert(
  { part, converter: resolved, payloads }: Part,
  record: ConsumerRecord,
  signal: AbortSignal,
): Promise<DiagnosisFinding> {
  const { topic, partition, offset } = record
  const origin = { topic, part }
  const waits = Promise.withResolvers<string>()
  const plugin = await importPlugin(resolved, 'converter')
  const converter = await plugin.create(resolved.config, contextOf(signal, waits.resolve))
  try {
    const reason = await Promise.race([converter.prepareDecode?.([record], origin, signal), waits.promise])
    if (reason !== undefined) return { outcome: 'failed', text: `the converter ${resolved.name} would wait: ${reason}` }
    const [made] = payloads.map(bytes => decode(bytes, converter, origin))
    return { outcome: 'ok', text: `${part} by ${resolved.name}${describe(made)}` }
  } catch (error) {
    const place = `${topic}:${partition}:${offset}`
    return {
      outcome: 'failed',
      text: `the ${part} of ${place} cannot be read by the converter ${resolved.name}: ${reasonOf(error)}`,
      remedy: 'look at it with psconnect convert; errors.tolerance says what becomes of such records',
    }
  } finally {
    await converter.close?.()
  }
}

/** What a worker would wait for, nobody waits for here. */
const contextOf = (signal: AbortSignal, giveUp: (reason: string) => void): ConverterContext => ({
  log: { debug() {}, info() {}, warn() {}, error() {} },
  signal,
  needs: 'all',
  retrying: reason => (reason === null ? undefined : giveUp(reason)),
  figure: () => undefined,
})

function describe(made: SchemaAndValue | undefined): string {
  const { name, id } = made?.encoded?.schema ?? {}
  if (id !== undefined) return `: ${name ?? 'a schema without a name'}, schema ${id}`
  return made?.schema?.name === undefined ? '' : `: ${made.schema.name}`
}
