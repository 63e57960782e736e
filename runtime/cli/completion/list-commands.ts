import type { CommandGroup } from '../command.ts'

/** A command as a shell completes it. */
export interface ListedCommand {
  /** From `psconnect` on, such as `psconnect plugin new`. */
  readonly path: string
  /** Of a command that is but the first word of several: the next ones. */
  readonly words: readonly { readonly word: string; readonly summary: string }[]
  /** In the order of its table, `help` last. */
  readonly options: readonly { readonly name: string; readonly takesValue: boolean }[]
}

/** All commands of a group and below it, the group itself first. */
export async function listCommands(group: CommandGroup, path = 'psconnect'): Promise<readonly ListedCommand[]> {
  const words = group.commands.map(({ name, summary }) => ({ word: name, summary }))
  const below = await Promise.all(
    group.commands.map(async ({ name, load }) => {
      const loaded = await load()
      const own = `${path} ${name}`
      if ('commands' in loaded) return listCommands(loaded, own)
      const options = Object.entries(loaded.options ?? {})
      return [{ path: own, words: [], options: [...options.map(([key, { type }]) => option(key, type)), help] }]
    }),
  )
  return [{ path, words, options: [help] }, ...below.flat()]
}

const help = { name: 'help', takesValue: false }

const option = (name: string, type: string) => ({ name, takesValue: type === 'string' })
