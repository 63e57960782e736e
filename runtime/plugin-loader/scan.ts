import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { type Manifest, readManifests } from './manifest.ts'

/** The plugins that come with psconnect: those among the packages it depends on. Reads JSON only; no plugin code runs. */
export function scanBuiltIns(): readonly Manifest[] {
  const own = findPackageJSON(import.meta.url)
  if (own === undefined) throw new Error(`${import.meta.url} belongs to no package`)
  const { dependencies } = JSON.parse(readFileSync(own, 'utf8')) as { dependencies: Record<string, string> }
  const ours = Object.keys(dependencies).filter(name => name.startsWith('@psconnect/'))
  return scan(ours.map(name => findPackageJSON(name, import.meta.url)).filter(file => file !== undefined))
}

/** The plugins among these packages, given by the paths of their package.json. */
export const scan = (packageFiles: readonly string[]): readonly Manifest[] => packageFiles.flatMap(readManifests)
