import type { Converter, ConverterContext } from '../../api/converter.ts'
import type { Needs } from '../../api/needs.ts'
import { KeyCheck } from '../../config/key-check.ts'
import { Report } from '../../config/report.ts'
import { resolvePlugin } from '../../config/resolve-plugin.ts'
import type { Entry, ResolvedPlugin } from '../../config/resolved-config.ts'
import { importPlugin } from '../../plugin-loader/import-plugin.ts'
import { Plugins } from '../../plugin-loader/plugins.ts'
import { scanBuiltIns } from '../../plugin-loader/scan.ts'
import { UsageError } from '../command.ts'
import { commandLine, conclude, fillIn } from '../read-client-config.ts'
import type { Asked, Property } from './arguments.ts'

export type Around = Pick<ConverterContext, 'log' | 'signal' | 'retrying'>

/** What makes of values what is to be shown of them: the converter avro where there is a registry, else bytes stay bytes. */
export async function openConverter({ format, fields, properties }: Asked, around: Around): Promise<Converter> {
  const needs = needsOf({ format, fields })
  const hasRegistry = properties.some(({ key }) => key === registryUrl)
  if (hasRegistry && format !== 'raw')
    return openNamed('avro', properties, { ...around, needs, figure: () => undefined })
  if (needs === 'nothing') return openNamed('bytes', [], { ...around, needs, figure: () => undefined })
  const what = format === 'summary' ? '--fields' : `--format ${format}`
  throw new UsageError(
    `--property ${registryUrl}=URL is missing: ${what} needs the schemas; --format summary without --fields, and raw, do not`,
  )
}

export const registryUrl = 'schema.registry.url'

function needsOf({ format, fields }: Pick<Asked, 'format' | 'fields'>): Needs {
  if (format === 'raw') return 'nothing'
  if (format !== 'summary') return 'all'
  return fields.length > 0 ? fields : 'nothing'
}

export async function openNamed(
  name: string,
  properties: readonly Property[],
  context: ConverterContext,
): Promise<Converter> {
  const resolved = await resolve(name, properties)
  const plugin = await importPlugin(resolved, 'converter')
  return plugin.create(resolved.config, context)
}

async function resolve(name: string, properties: readonly Property[]): Promise<ResolvedPlugin> {
  const report = new Report([commandLine])
  const keys = new KeyCheck()
  const written = properties.map(({ key, text }): Entry => ({ ...home(key), key, text }))
  const entries = await fillIn(written, report)
  const wanted = { kind: 'converter', name, namedAt: home(registryUrl), entries, home } as const
  const resolved = await resolvePlugin(wanted, { report, keys, plugins: new Plugins(scanBuiltIns()) })
  conclude(report, keys)
  if (resolved) return resolved
  throw new Error(`the converter ${name} was refused without a reason`)
}

const home = (key: string) => ({ file: commandLine, writtenAs: `--property ${key}` })
