import { existsSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { ConnectError } from '../../api/errors.ts'
import type { Plugin, PluginKind } from '../../api/plugin.ts'
import { checkConverter, checkPredicate, checkSink, checkSource, checkTransform } from '../../api/testing/index.ts'
import { importModule } from '../../plugin-loader/import-module.ts'

/** The file with what the contract of a plugin is checked with, if there is one beside its module. */
export function samplesBeside(module: string): string | undefined {
  return endings.map(ending => samplesFile(module, ending)).find(existsSync)
}

const endings = ['ts', 'mts', 'js', 'mjs']

/** Of `csv.ts`: `csv.samples.ts`. */
export const samplesFile = (module: string, ending = 'ts'): string =>
  fileURLToPath(module).replace(/\.\w+$/, `.samples.${ending}`)

/** Holds a plugin against the contract of its kind. Rejects with a ContractError, or with PLUGIN_INCOMPATIBLE where there are no samples. */
export async function checkContract(plugin: Plugin, file: string): Promise<void> {
  const { default: samples } = await importModule(pathToFileURL(file).href)
  if (typeof samples !== 'object' || samples === null)
    throw new ConnectError('PLUGIN_INCOMPATIBLE', `${file}: its default export must be the samples, an object`)
  await kits[plugin.kind](plugin as never, samples as never)
}

/** Each is given what its kind of plugin needs, which the samples' author has had checked by types. */
const kits: Readonly<Record<PluginKind, (plugin: never, samples: never) => Promise<void>>> = {
  converter: checkConverter,
  predicate: checkPredicate,
  sink: checkSink,
  source: checkSource,
  transform: checkTransform,
}
