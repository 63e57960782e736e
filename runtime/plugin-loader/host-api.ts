import { registerHooks } from 'node:module'
import { strippedModule } from './strip-types.ts'

/** Set in the `exports` of this project's packages for their TypeScript sources. */
const sourceCondition = 'psconnect-source'

/**
 * Makes `psconnect/*` mean this copy for every plugin, and TypeScript run as it is, wherever it lies on disk. In a checkout, where this
 * file itself runs as TypeScript, packages are served from their sources too. Call it first thing in each thread: hooks are not inherited.
 */
export function serveHostApi(): void {
  const fromSource = import.meta.url.endsWith('.ts')
  registerHooks({
    resolve(specifier, context, next) {
      const conditions = fromSource ? [...new Set([...context.conditions, sourceCondition])] : context.conditions
      const parentURL = specifier.startsWith('psconnect/') ? import.meta.url : context.parentURL
      return next(specifier, { ...context, conditions, parentURL })
    },
    load(url, context, next) {
      const source = strippedModule(url, context)
      return source === undefined ? next(url, context) : { format: 'module', source, shortCircuit: true }
    },
  })
}

/** What `specifier` means to a module of this URL, to one that imports it: `require.resolve` does not know all that can be imported. */
export function resolveFrom(parentURL: string, specifier: string): string {
  const hooks = registerHooks({ resolve: (asked, context, next) => next(asked, { ...context, parentURL }) })
  try {
    return import.meta.resolve(specifier)
  } finally {
    hooks.deregister()
  }
}
