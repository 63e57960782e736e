import { UsageError } from '../command.ts'
import { commandCodes } from '../exit-codes.ts'
import { type Options, readOptions } from '../read-options.ts'
import { bashScript } from './bash.ts'
import { fishScript } from './fish.ts'
import { type ListedCommand, listCommands } from './list-commands.ts'
import { zshScript } from './zsh.ts'

export const usage = `usage: psconnect completion bash|zsh|fish

Prints a script by which a shell completes commands, their options and the names of files. It is made from the commands themselves: print it
anew for another version. To have it in every shell:

  bash   in ~/.bashrc:                    source <(psconnect completion bash)
  zsh    in ~/.zshrc, behind compinit:    source <(psconnect completion zsh)
  fish   once:                            psconnect completion fish > ~/.config/fish/completions/psconnect.fish

example: source <(psconnect completion bash)`

export const options = {} satisfies Options

const scripts: Readonly<Record<string, (commands: readonly ListedCommand[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
}

export async function run(args: readonly string[]): Promise<number> {
  const { positionals } = readOptions({ args: [...args], options, allowPositionals: true })
  const [shell = '', ...others] = positionals
  const script = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined
  if (!script || others.length > 0) throw new UsageError(`name one shell: ${Object.keys(scripts).join(', ')}`)
  // The table of all commands has this one in it.
  const { commands } = await import('../commands.ts')
  console.log(script(await listCommands({ commands })))
  return commandCodes.done
}
