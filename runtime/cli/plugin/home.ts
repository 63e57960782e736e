import { realpathSync } from 'node:fs'
import { createRequire, findPackageJSON } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/** How psconnect is found from a plugin's folder. */
export interface Home {
  /** What starts it. */
  readonly command: string
  /** For TypeScript, where it does not find the package by its name. */
  readonly paths?: Readonly<Record<string, readonly string[]>>
  readonly typeRoots?: readonly string[]
}

/** By its name, where it is installed above the folder; else, as a checkout or for the whole machine, by its place. */
export function homeFor(folder: string): Home {
  const own = findPackageJSON(import.meta.url) ?? ''
  const inCheckout = import.meta.url.endsWith('.ts')
  if (!inCheckout && isAbove(folder, own)) return { command: 'psconnect' }
  const place = (file: string) => join(dirname(own), inCheckout ? `${file}.ts` : `dist/${file}.d.ts`)
  const types = dirname(dirname(createRequire(own).resolve('@types/node/package.json')))
  return {
    command: `node ${JSON.stringify(join(dirname(own), 'bin/psconnect.mjs'))}`,
    paths: { 'psconnect/plugin': [place('api/index')], 'psconnect/plugin/testing': [place('api/testing/index')] },
    typeRoots: [types],
  }
}

function isAbove(folder: string, own: string): boolean {
  try {
    const found = findPackageJSON('psconnect', pathToFileURL(join(resolve(folder), 'index.ts')))
    return found !== undefined && realpathSync(found) === realpathSync(own)
  } catch {
    return false
  }
}
