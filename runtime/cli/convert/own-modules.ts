import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'

/** Tells of each local file that is imported from now on, before it is read, and of those that are missing. */
export function tellImports(tell: (file: string) => void): void {
  const note = (url: string): void => {
    if (url.startsWith('file:') && !url.includes('/node_modules/')) tell(fileURLToPath(url))
  }
  registerHooks({
    resolve(specifier, context, next) {
      try {
        const resolved = next(specifier, context)
        note(resolved.url)
        return resolved
      } catch (error) {
        if (context.parentURL !== undefined && /^(?:\.{0,2}\/|file:)/.test(specifier))
          note(new URL(specifier, context.parentURL).href)
        throw error
      }
    },
  })
}
