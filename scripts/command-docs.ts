import type { Command } from '../runtime/cli/command.ts'
import { commands } from '../runtime/cli/commands.ts'

export const commandsPage = new URL('../docs/commands.md', import.meta.url)

/** A section for each command, with its usage as it shows it itself. */
const sections = async (name: string, table: readonly Command[]): Promise<string> => {
  const parts = table.map(async command => {
    const full = `${name} ${command.name}`
    const loaded = await command.load()
    if ('commands' in loaded) return sections(full, loaded.commands)
    return `## ${full}\n\n    ${loaded.usage.replaceAll(/\n(?=.)/g, '\n    ')}\n`
  })
  return (await Promise.all(parts)).join('\n')
}

/** What of docs/commands.md is written by the code. */
export const commandParts = { commands: await sections('psconnect', commands) }
