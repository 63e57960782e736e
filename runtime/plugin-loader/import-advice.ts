import { existsSync } from 'node:fs'
import { dirname } from 'node:path'

/** What to do about a module that cannot be imported, to be put behind what is wrong; empty where that says it all. */
export function adviceOn(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const advice = adviceOnCode('code' in error ? error.code : undefined, error.message) ?? adviceOnExport(error)
  return advice === undefined ? '' : ` (${advice})`
}

function adviceOnCode(code: unknown, message: string): string | undefined {
  switch (code) {
    case 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX':
      return 'TypeScript runs here by leaving out its types: without them it must be JavaScript'
    case 'ERR_MODULE_NOT_FOUND':
      return adviceOnFile(message)
    case 'ERR_PACKAGE_PATH_NOT_EXPORTED':
      // It is from there that plugins get it.
      return message.includes('/host-api.') ? adviceOnHost : undefined
    case 'MODULE_NOT_FOUND':
      return 'a plugin is an ES module: write import … from instead of require, and export default'
    default:
      return undefined
  }
}

const adviceOnHost = 'of psconnect there is psconnect/plugin, and for tests psconnect/plugin/testing'

/** Other tools guess the ending of a file, or take .js for .ts; Node does not. */
function adviceOnFile(message: string): string | undefined {
  const [, file] = /^Cannot find module '(\/[^']+)'/.exec(message) ?? []
  if (file === undefined) return undefined
  const meant = [`${file}.ts`, `${file}.js`, file.replace(/\.js$/, '.ts'), `${file}/index.ts`].find(
    each => each !== file && existsSync(each),
  )
  return meant && `an import names the whole file: there is ${meant.slice(dirname(file).length + 1)}`
}

/** Of types, which have capitals, nothing is left that could be imported. */
function adviceOnExport({ message }: Error): string | undefined {
  const [, name] = /does not provide an export named '([A-Z]\w*)'/.exec(message) ?? []
  return name && `if it is a type, write import type { ${name} }`
}
