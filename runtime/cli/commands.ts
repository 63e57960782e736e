import type { Command } from './command.ts'

/** What comes after `psconnect`, by name; the module of each is in the folder of its name. */
export const commands: readonly Command[] = [
  { name: 'plugin', summary: 'lists the plugins that there are', load: () => import('./plugin/plugin.ts') },
]
