import type { Plugin, PluginKind } from '../api/plugin.ts'

export interface FoundPlugin {
  readonly plugin: Plugin
  /** URL of its module, from which every thread imports it. */
  readonly module: string
}

/** Why there is no such plugin, as a sentence that goes on after the key: "names no sink: there are pubsub". */
export interface NoPlugin {
  readonly problem: string
}

/** Finds a plugin by what a config file calls it: its short name or a Java class name. Never rejects. */
export type PluginLookup = (kind: PluginKind, name: string) => Promise<FoundPlugin | NoPlugin>
