import { registerHooks } from 'node:module'

/** Set in the `exports` of this project's packages for their TypeScript sources. */
const sourceCondition = 'psconnect-source'

/**
 * Makes `psconnect/*` mean this copy for every plugin, wherever it lies on disk. In a checkout, where this file itself runs as
 * TypeScript, packages are served from their sources too. Call it first thing in each thread: hooks are not inherited.
 */
export function serveHostApi(): void {
  const fromSource = import.meta.url.endsWith('.ts')
  registerHooks({
    resolve(specifier, context, next) {
      const conditions = fromSource ? [...new Set([...context.conditions, sourceCondition])] : context.conditions
      const parentURL = specifier.startsWith('psconnect/') ? import.meta.url : context.parentURL
      return next(specifier, { ...context, conditions, parentURL })
    },
  })
}
