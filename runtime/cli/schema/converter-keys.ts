import type { GivenTexts } from '../../config/config-infos.ts'
import { recordParts } from '../../config/resolve-plugin.ts'
import { type Key, keysOf, withoutEffect } from './keys.ts'
import type { NamedPlugins } from './named-plugins.ts'

/** The keys of the converters that a file names. */
export async function converterKeys(given: GivenTexts, plugins: NamedPlugins): Promise<readonly Key[]> {
  const keys = recordParts.map(async part => {
    const name = given[`${part}.converter`]?.trim()
    return name ? keysOfConverter(name, `${part}.converter.`, plugins) : []
  })
  return (await Promise.all(keys)).flat()
}

/** The keys of whatever converter a file may name; it need not have any of them. */
export async function keysOfAnyConverter(plugins: NamedPlugins): Promise<readonly Key[]> {
  const keys = recordParts.flatMap(part =>
    plugins.names('converter').map(name => keysOfConverter(name, `${part}.converter.`, plugins)),
  )
  return (await Promise.all(keys)).flat().map(({ name, schema }) => ({ name, schema }))
}

async function keysOfConverter(name: string, prefix: string, plugins: NamedPlugins): Promise<readonly Key[]> {
  const found = await plugins.find('converter', name)
  if ('problem' in found) return []
  const { plugin } = found
  const noEffect = plugin.kind === 'converter' ? (plugin.noEffect ?? []) : []
  return [...keysOf([{ spec: plugin.config, prefix }]), ...withoutEffect(prefix, noEffect)]
}
