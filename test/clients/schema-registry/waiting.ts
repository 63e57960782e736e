import { type RegistryConfig, registryKeys, type Waiter } from '../../../clients/schema-registry/index.ts'

/** The configuration that names only these URLs, and what a test sets beside them. */
export function registryConfig(urls: readonly string[], keys: Partial<RegistryConfig> = {}): RegistryConfig {
  const fields = Object.entries<{ default?: unknown }>(registryKeys)
  const defaults = fields.map(([key, field]) => [key, field.default])
  return { ...Object.fromEntries(defaults), 'schema.registry.url': urls, ...keys } as RegistryConfig
}

/** Somebody who waits for a registry, and remembers what is said meanwhile. */
export class TestWaiter implements Waiter {
  readonly lines: string[] = []
  readonly reasons: (string | null)[] = []
  readonly #life = new AbortController()

  readonly log = {
    debug: () => {},
    info: (_: object, message: string) => void this.lines.push(`info ${message}`),
    warn: (_: object, message: string) => void this.lines.push(`warn ${message}`),
    error: (_: object, message: string) => void this.lines.push(`error ${message}`),
  }

  get signal(): AbortSignal {
    return this.#life.signal
  }

  retrying(reason: string | null): void {
    this.reasons.push(reason)
  }

  giveUp(): void {
    this.#life.abort(new Error('gave up'))
  }
}

export async function until(condition: () => boolean): Promise<void> {
  const limit = Date.now() + 20_000
  while (!condition()) {
    if (Date.now() > limit) throw new Error(`it never came to this: ${condition.toString()}`)
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}
