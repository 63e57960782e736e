import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { CommandGroup, CommandModule } from '../../../../runtime/cli/command.ts'
import { commands } from '../../../../runtime/cli/commands.ts'

/** What a command's usage tells of options: in its first lines, and where each begins a line. */
const told = ({ usage }: CommandModule): readonly string[] => {
  const [heading = ''] = usage.split('\n\n')
  const found = [...heading.matchAll(/--([\w.-]+)/g), ...usage.matchAll(/^ {2}--([\w.-]+)/gm)]
  return [...new Set(found.map(([, name = '']) => name))]
}

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
