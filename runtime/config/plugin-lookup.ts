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

/** The plugins that config files may name. */
export interface PluginLookup {
  /**
   * By what a config file calls it: a short name, a Java class name, an installed package or, relative to `folder`, a path. Never
   * rejects.
   */
  find(kind: PluginKind, name: string, folder: string): Promise<FoundPlugin | NoPlugin>
  /** Of one that was found before, in whatever way. */
  definition<K extends PluginKind>(kind: K, found: { name: string; module: string }): Promise<PluginOf<K>>
  /** Makes known what lies in these folders, in place of those of an earlier call. Returns what is of no use there, a sentence each. */
  search(folders: readonly string[]): readonly string[]
}

export type PluginOf<K extends PluginKind> = Extract<Plugin, { kind: K }>

/** For who asks over the network: that one does not choose which of the machine's files run. */
export const withoutPaths = (plugins: PluginLookup): PluginLookup => ({
  find: async (kind, name, folder) => (isPath(name) ? { problem: onlyInFiles } : plugins.find(kind, name, folder)),
  definition: (kind, found) => plugins.definition(kind, found),
  search: folders => plugins.search(folders),
})

const onlyInFiles =
  'must name a plugin, as only a configuration file may give the path of one: put its file into plugin.path of the worker'

/** A name that is the path of a plugin's file or folder. */
export const isPath = (name: string): boolean => /^(?:\.{0,2}\/|\.{1,2}$)/.test(name)
