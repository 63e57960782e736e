import { resolve } from 'node:path'
import { styleText } from 'node:util'
import { ConnectError } from '../../api/errors.ts'
import { ContractError } from '../../api/testing/index.ts'
import { load } from '../../plugin-loader/load.ts'
import type { Manifest } from '../../plugin-loader/manifest.ts'
import { manifestsAt } from '../../plugin-loader/places.ts'
import { UsageError } from '../command.ts'
import { commandCodes } from '../exit-codes.ts'
import { readOptions } from '../read-options.ts'
import { checkContract, samplesBeside } from './contract.ts'

export const usage = `usage: psconnect plugin check PATH

Checks a plugin in a file or folder: what its package.json says of it, whether it is for this version of the plugin API, what its module
exports, and, where there are samples, the contract of its kind. Samples of csv.ts are in csv.samples.ts beside it (.js, .mts and .mjs do
as well), whose default export is what checkConverter, checkTransform, checkPredicate, checkSink or checkSource is given.

example: psconnect plugin check ./csv`

export async function run(args: readonly string[]): Promise<number> {
  const { positionals } = readOptions({ args: [...args], allowPositionals: true })
  const [path, ...others] = positionals
  if (path === undefined || others.length > 0) throw new UsageError('give one PATH: the file or folder of a plugin')
  try {
    const manifests = await manifestsAt(resolve(path))
    for (const manifest of manifests) await checkPlugin(manifest, manifests.length)
    return commandCodes.done
  } catch (error) {
    if (!ConnectError.is(error) && !(error instanceof ContractError)) throw error
    console.log(`${styleText('red', '✗')} ${error.message}`)
    return commandCodes.failed
  }
}

async function checkPlugin(manifest: Manifest, count: number): Promise<void> {
  const { kind, name, api, file } = manifest
  tell(`${kind} ${name}, as ${file} says`)
  const { plugin, module } = await load(manifest)
  tell(`made for version ${api} of the plugin API, which is this psconnect's`)
  tell('its module exports what such a plugin must')
  const samples = samplesBeside(module)
  if (samples === undefined) return console.log(`- its contract was not checked: there is no ${name}.samples.ts`)
  if (count > 1) return console.log(`- its contract was not checked: samples are for a module with one plugin`)
  await checkContract(plugin, samples)
  tell(`it keeps the contract of a ${kind}, with ${samples}`)
}

const tell = (what: string): void => console.log(`${styleText('green', '✓')} ${what}`)
