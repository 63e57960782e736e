import type { Command } from '../command.ts'

export const commands: readonly Command[] = [
  { name: 'connector', summary: 'prints the JSON Schema of a connector file', load: () => import('./connector.ts') },
  { name: 'worker', summary: 'prints the JSON Schema of a worker file', load: () => import('./worker.ts') },
]
