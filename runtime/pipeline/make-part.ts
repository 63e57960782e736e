import type { PluginKind } from '../api/plugin.ts'
import type { PluginOf } from '../config/plugin-lookup.ts'
import type { ResolvedPlugin } from '../config/resolved-config.ts'
import { importPlugin } from '../plugin-loader/import-plugin.ts'
import { type Part, type PluginCall, wrongResult } from './plugin-fault.ts'

/** Has an eye on work of a plugin that may wait: settles as the work does, but rejects once the task no longer waits for it. */
export type Within = <T>(call: PluginCall, work: () => T | Promise<T>) => Promise<T>

export interface Wanted<K extends PluginKind> {
  readonly kind: K
  readonly part: Part
  readonly resolved: ResolvedPlugin
  readonly context: Parameters<PluginOf<K>['create']>[1]
}

export interface MadePart<K extends PluginKind> {
  readonly plugin: PluginOf<K>
  readonly made: Awaited<ReturnType<PluginOf<K>['create']>> & { close?(): Promise<void> }
}

/** Has a plugin make its part of a task, and sees to it that it is one. */
export async function makePart<K extends PluginKind>(
  { kind, part, resolved, context }: Wanted<K>,
  within: Within,
): Promise<MadePart<K>> {
  let wanted = true
  const make = async (): Promise<MadePart<K>> => {
    const plugin = await importPlugin(resolved, kind)
    type Made = MadePart<K>['made']
    const create = plugin.create as (config: unknown, context: unknown) => Made | Promise<Made>
    const made = await create.call(plugin, resolved.config, context)
    checkShape(made, kind)
    // Nobody else knows of one that comes too late.
    if (!wanted) await made.close?.()
    return { plugin, made }
  }
  try {
    return await within({ part, method: 'create' }, make)
  } catch (error) {
    wanted = false
    throw error
  }
}

/** What each kind of part must have. What it has beside them is its own. */
const shapes: Readonly<Record<PluginKind, Readonly<Record<string, 'function' | 'number'>>>> = {
  source: { read: 'function', lag: 'function', close: 'function' },
  converter: { decode: 'function', encode: 'function' },
  transform: { apply: 'function' },
  predicate: { test: 'function' },
  sink: { write: 'function', flush: 'function', close: 'function', attemptTimeoutMs: 'number' },
}

/** Throws where that is none of this kind. */
export function checkShape(made: unknown, kind: PluginKind): void {
  const shape = Object.entries(shapes[kind])
  const has = typeof made === 'object' && made !== null ? (made as Readonly<Record<string, unknown>>) : {}
  const missing = shape.filter(([key, type]) => typeof has[key] !== type).map(([key, type]) => `${key} (a ${type})`)
  if (missing.length > 0) throw wrongResult(`return a ${kind}, which has ${missing.join(', ')}`, made)
}
