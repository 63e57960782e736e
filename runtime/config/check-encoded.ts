import { reasonOf } from '../telemetry/log-record.ts'
import type { Home } from './key-check.ts'
import type { Tools } from './resolve-plugin.ts'
import type { Entry, ResolvedConnector } from './resolved-config.ts'

interface SinkKeys {
  readonly entries: readonly Entry[]
  readonly home: (key: string) => Home
}

type Encoding = Pick<ResolvedConnector, 'sink' | 'valueConverter' | 'transforms'>
/** Undefined where something is wrong with it. */
type AsKnown = { readonly [Part in keyof Encoding]: Encoding[Part] | undefined }

/** Reports where a sink asks for the bytes of values in a format that they cannot have, as they are read or after a transform. */
export async function checkEncoded(
  { sink, valueConverter, transforms }: AsKnown,
  keys: SinkKeys,
  tools: Tools,
): Promise<void> {
  if (!sink || !valueConverter || !transforms) return
  try {
    await check({ sink, valueConverter, transforms }, keys, tools)
  } catch (error) {
    const which = `the sink ${sink.name} or the converter ${valueConverter.name}`
    const place = keys.home('connector.class')
    tools.report.error(
      place,
      `${which} fails when it is asked which bytes of values it knows: ${tools.report.redact(reasonOf(error))}`,
    )
  }
}

async function check(parts: Encoding, { entries, home }: SinkKeys, tools: Tools): Promise<void> {
  const sink = await tools.plugins.definition('sink', parts.sink)
  const encoded = sink.reads?.(parts.sink.config).encoded
  if (!encoded) return
  const names = [encoded.key, ...(sink.config[encoded.key]?.aliases ?? [])]
  const place = entries.find(({ key }) => names.includes(key)) ?? home(encoded.key)
  const problem = await problemOf(parts, encoded.format, tools)
  if (problem !== undefined)
    tools.report.error(place, `${place.writtenAs} needs values in the format ${encoded.format}, ${problem}`)
}

async function problemOf(
  { valueConverter, transforms }: Encoding,
  format: string,
  tools: Tools,
): Promise<string | undefined> {
  const { name, config } = valueConverter
  const converter = await tools.plugins.definition('converter', valueConverter)
  if (converter.format !== format) {
    const given = converter.format === undefined ? 'none in particular' : converter.format
    return `but the value converter ${name} reads ${given}: name another value.converter, or ask for another form of values`
  }
  const reason = converter.cannotEncode?.(config)
  if (reason === undefined) return undefined
  for (const { name: transform, plugin } of transforms) {
    const definition = await tools.plugins.definition('transform', plugin)
    if (!definition.valueNeeds)
      return `but the transform ${transform} may change values, and the value converter ${name} cannot encode them anew: ${reason}`
  }
  return undefined
}
