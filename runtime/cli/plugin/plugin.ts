import type { Command } from '../command.ts'

export const commands: readonly Command[] = [
  { name: 'check', summary: 'checks a plugin and its contract', load: () => import('./check.ts') },
  { name: 'describe', summary: 'shows the keys of a plugin', load: () => import('./describe.ts') },
  { name: 'list', summary: 'lists the plugins that there are', load: () => import('./list.ts') },
  { name: 'new', summary: 'makes a folder with a new plugin and its test', load: () => import('./new.ts') },
  { name: 'test', summary: 'runs the tests of a plugin', load: () => import('./test.ts') },
]
