import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ConnectError } from '../api/errors.ts'
import { reasonOf } from '../telemetry/log-record.ts'
import { resolveFrom } from './host-api.ts'
import { readJson } from './manifest.ts'

/** URL of the module that a package is: what its `exports` or `main` says, or else its index. Throws PLUGIN_INCOMPATIBLE. */
export function moduleOfPackage({ file }: { readonly file: string }): string {
  const { name, exports, main } = readJson(file)
  if (exports !== undefined) return exported(file, String(name))
  const candidates = typeof main === 'string' ? [main] : ['index.ts', 'index.js', 'index.mjs']
  const found = candidates.map(each => join(dirname(file), each)).find(existsSync)
  if (found !== undefined) return pathToFileURL(found).href
  throw new ConnectError(
    'PLUGIN_INCOMPATIBLE',
    `${file}: it must say in exports or main where its module is (there is no ${candidates.join(' or ')})`,
  )
}

/** A package may import itself by its name, so its own `exports` say where its module is. */
function exported(file: string, name: string): string {
  try {
    return resolveFrom(pathToFileURL(file).href, name)
  } catch (error) {
    throw new ConnectError('PLUGIN_INCOMPATIBLE', `${file}: its exports lead to no module: ${reasonOf(error)}`)
  }
}
