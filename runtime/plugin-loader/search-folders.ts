import { existsSync, readdirSync, realpathSync } from 'node:fs'
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
  const names = list(folder)
  const own = join(folder, 'package.json')
  // The modules of a package are its own business.
  if (names.includes('package.json') && readManifests(own).length > 0) return [own]
  const inside = names.map(name => join(folder, name))
  const folders = [...inside, ...installedIn(folder)]
  return [...inside.filter(isModule), ...folders.map(each => join(each, 'package.json')).filter(existsSync)]
}

function installedIn(folder: string): readonly string[] {
  const modules = join(folder, 'node_modules')
  if (!existsSync(modules)) return []
  return list(modules).flatMap(name => {
    const path = join(modules, name)
    return name.startsWith('@') ? list(path).map(each => join(path, each)) : [path]
  })
}

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
