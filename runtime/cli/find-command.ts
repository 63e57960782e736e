import { nearMiss } from '../config/near-miss.ts'
import type { Command, CommandGroup, CommandModule } from './command.ts'

/** What a command line asks for. `name` is all the words of the command, `psconnect` first. */
export type Asked =
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'unknown'; readonly name: string; readonly problem: string }
  | { readonly kind: 'run'; readonly name: string; readonly command: CommandModule; readonly args: readonly string[] }

/** Finds what `words` ask for among the commands of `name`. */
export async function findCommand(name: string, { commands }: CommandGroup, words: readonly string[]): Promise<Asked> {
  const [first, ...rest] = words
  if (first === '--help') return { kind: 'help', text: list(name, commands) }
  const found = commands.find(command => command.name === first)
  if (found === undefined) return { kind: 'unknown', name, problem: whyNone(commands, first) }
  const loaded = await found.load()
  const full = `${name} ${found.name}`
  if ('commands' in loaded) return findCommand(full, loaded, rest)
  if (asksForHelp(rest)) return { kind: 'help', text: loaded.usage }
  return { kind: 'run', name: full, command: loaded, args: rest }
}

function whyNone(commands: readonly Command[], word: string | undefined): string {
  const names = commands.map(command => command.name)
  const all = `there are: ${names.join(', ')}`
  if (word === undefined) return `the command is missing; ${all}`
  if (word.startsWith('-')) return `the command must come before ${word}; ${all}`
  const meant = nearMiss(word, names)
  return `there is no command ${word} (${meant === undefined ? all : `did you mean ${meant}?`})`
}

function list(name: string, commands: readonly Command[]): string {
  const width = Math.max(...commands.map(command => command.name.length))
  const lines = commands.map(command => `  ${command.name.padEnd(width)}  ${command.summary}`)
  return [`usage: ${name} COMMAND [ARGUMENT…]`, '', ...lines, '', `${name} COMMAND --help says more of each.`].join(
    '\n',
  )
}

/** What comes after `--` is no option. */
const asksForHelp = (args: readonly string[]): boolean =>
  args.slice(0, args.includes('--') ? args.indexOf('--') : undefined).includes('--help')
