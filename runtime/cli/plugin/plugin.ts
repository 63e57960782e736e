import type { Command } from '../command.ts'

export const commands: readonly Command[] = [
  { name: 'list', summary: 'lists the plugins that there are', load: () => import('./list.ts') },
]
