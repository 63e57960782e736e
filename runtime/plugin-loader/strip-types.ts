import { readFileSync } from 'node:fs'
import { type LoadHookContext, stripTypeScriptTypes } from 'node:module'
import { fileURLToPath } from 'node:url'

/**
 * The JavaScript of a TypeScript module that Node itself would not take as one: as it lies below node_modules, or as the package.json above
 * it does not say `"type": "module"`. Undefined for any other module.
 */
export function strippedModule(url: string, { format }: LoadHookContext): string | undefined {
  if (!/^file:.*\.m?ts$/.test(url)) return undefined
  if (format === 'module-typescript' && !url.includes('/node_modules/')) return undefined
  return stripTypes(fileURLToPath(url))
}

function stripTypes(file: string): string {
  const text = readFileSync(file, 'utf8')
  try {
    return withoutWarnings(() => stripTypeScriptTypes(text))
  } catch (error) {
    // As it does where it strips types itself, Node is to say in which file.
    if (error instanceof Error) error.stack = `${file}${error.stack}`
    throw error
  }
}

/** Node warns that what strips types is an experiment, once in each thread: nothing that a user could act upon. */
export function withoutWarnings<T>(act: () => T): T {
  const own = Object.getOwnPropertyDescriptor(process, 'emitWarning')
  process.emitWarning = () => {}
  try {
    return act()
  } finally {
    if (own) Object.defineProperty(process, 'emitWarning', own)
  }
}
