import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { join, parse } from 'node:path'
import { whyUnreadable } from '../config/why-unreadable.ts'
import { reasonOf } from '../telemetry/log-record.ts'
import { isPackage, type Manifest, readManifests } from './manifest.ts'

/** A module that stands by itself in a folder of `plugin.path`: without its name, nothing is known of it before it is imported. */
export interface LooseModule {
  /** That of its file, without what it ends with. */
  readonly name: string
  readonly file: string
}

export interface Contents {
  readonly manifests: readonly Manifest[]
  readonly loose: readonly LooseModule[]
  /** What is of no use, and why: a sentence each. */
  readonly problems: readonly string[]
}

/** What lies in the folders of `plugin.path`. Reads JSON only; no plugin code runs. */
export function searchFolders(folders: readonly string[]): Contents {
  const problems: string[] = []
  const attempt = <T>(read: () => readonly T[]): readonly T[] => {
    try {
      return read()
    } catch (error) {
      // What caused it, the message says in words.
      problems.push(error instanceof Error ? error.message : reasonOf(error))
      return []
    }
  }
  const files = folders.flatMap(folder => attempt(() => filesIn(folder)))
  const places = [...new Set(files.flatMap(file => attempt(() => [realFile(file)])))]
  const packages = places.filter(file => isPackage({ file }))
  const modules = places.filter(file => !isPackage({ file }))
  return {
    manifests: packages.flatMap(file => attempt(() => readManifests(file))),
    loose: modules.map(file => ({ name: parse(file).name, file })),
    problems,
  }
}

/** What Node imports as a module, declarations of types left out. */
export const isModule = (file: string): boolean => /\.(?:m?js|m?ts)$/.test(file) && !/\.d\.m?ts$/.test(file)

/** The package.json of the folder, if it is a plugin; else those of the folders in it and of what is installed there, and its modules. */
function filesIn(folder: string): readonly string[] {
  const own = join(folder, 'package.json')
  // The modules of a package are its own business.
  if (isPlugin(own)) return [own]
  const inside = pathsIn(folder)
  const installed = join(folder, 'node_modules')
  const folders = [folder, ...inside, ...(existsSync(installed) ? pathsIn(installed) : [])]
  return [...inside.filter(isModule), ...folders.map(each => join(each, 'package.json')).filter(existsSync)]
}

/** One that cannot be read is none: why, is said where the others are read. */
function isPlugin(packageFile: string): boolean {
  try {
    return readManifests(packageFile).length > 0
  } catch {
    return false
  }
}

/** What is in a folder; in place of one for the packages of a scope, what is in that. */
const pathsIn = (folder: string): readonly string[] =>
  list(folder).flatMap(name => {
    const path = join(folder, name)
    return name.startsWith('@') && statSync(path).isDirectory() ? list(path).map(each => join(path, each)) : [path]
  })

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter(name => !name.startsWith('.'))
      .toSorted()
  } catch (error) {
    const why = existsSync(folder)
      ? `${folder} cannot be read as a folder: ${whyUnreadable(error)}`
      : `there is no folder ${folder}`
    throw new Error(why, { cause: error })
  }
}

function realFile(file: string): string {
  try {
    return realpathSync(file)
  } catch (error) {
    throw new Error(`${file} cannot be read: ${whyUnreadable(error)}`, { cause: error })
  }
}
