import type { Command } from '../command.ts'

export const commands: readonly Command[] = [
  { name: 'get', summary: 'prints a schema by its id', load: () => import('./get.ts') },
  { name: 'subjects', summary: 'lists the subjects', load: () => import('./subjects.ts') },
  {
    name: 'sync',
    summary: 'keeps schemas in a folder that can stand in for the registry',
    load: () => import('./sync.ts'),
  },
  { name: 'versions', summary: 'lists the versions of a subject with their ids', load: () => import('./versions.ts') },
]
