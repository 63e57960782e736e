import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { CommandGroup, CommandModule } from '../../../../runtime/cli/command.ts'
import { commands } from '../../../../runtime/cli/commands.ts'

/** What a command's usage says of options: each begins a line. */
const told = ({ usage }: CommandModule): readonly string[] => [
  ...new Set(Array.from(usage.matchAll(/^ {2}--([\w.-]+)/gm), ([, name = '']) => name)),
]

async function* modulesOf(
  { commands: those }: CommandGroup,
  path = 'psconnect',
): AsyncGenerator<[string, CommandModule]> {
  for (const { name, load } of those) {
    const loaded = await load()
    if ('commands' in loaded) yield* modulesOf(loaded, `${path} ${name}`)
    else yield [`${path} ${name}`, loaded]
  }
}

it('the options that a command tells of are those that it takes and that shells complete', async () => {
  for await (const [path, module] of modulesOf({ commands }))
    assert.deepEqual(Object.keys(module.options ?? {}).toSorted(), told(module).toSorted(), path)
})
