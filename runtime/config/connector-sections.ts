import type { PluginKind } from '../api/plugin.ts'
import type { GivenTexts, Section } from './config-infos.ts'
import { connectorSpec } from './connector-spec.ts'
import { isTopics } from './key-prefixes.ts'
import type { PluginLookup } from './plugin-lookup.ts'
import { recordParts } from './resolve-plugin.ts'
import { namesIn, predicateSpec, transformSpec } from './transform-spec.ts'

/** The keys that a connector's configuration can have, given the plugins that it names. Of a plugin that there is not, none. */
export async function connectorSections(given: GivenTexts, plugins: Finding): Promise<readonly Section[]> {
  const ofPlugin = (kind: PluginKind, key: string, prefix: string) =>
    pluginSection({ kind, name: given[key] ?? '', prefix }, plugins)
  const listed = async (kind: 'transform' | 'predicate', spec: Section['spec']): Promise<Section[]> => {
    const prefixes = namesIn(given[`${kind}s`] ?? '').map(name => `${kind}s.${name}.`)
    const sections = prefixes.map(async prefix => [
      { spec, prefix },
      ...(await ofPlugin(kind, `${prefix}type`, prefix)),
    ])
    return (await Promise.all(sections)).flat()
  }
  const converters = recordParts.map(part => ofPlugin('converter', `${part}.converter`, `${part}.converter.`))
  return [
    { spec: connectorSpec, prefix: '' },
    ...(await sourceSections(given, plugins)),
    ...(await ofPlugin('sink', 'connector.class', '')),
    ...(await Promise.all(converters)).flat(),
    ...(await listed('transform', transformSpec)),
    ...(await listed('predicate', predicateSpec)),
  ]
}

/** A connector's file holds the topics of Kafka without a prefix, and all else of it with one; of any other source, all with another. */
async function sourceSections(given: GivenTexts, plugins: Finding): Promise<Section[]> {
  const kafka = connectorSpec['source.class'].default ?? ''
  const name = given['source.class'] ?? kafka
  if (name.trim() !== kafka) return pluginSection({ kind: 'source', name, prefix: 'source.' }, plugins)
  const sections = await pluginSection({ kind: 'source', name, prefix: '' }, plugins)
  return sections.flatMap(({ spec }) => {
    const fields = Object.entries(spec)
    const topics = Object.fromEntries(fields.filter(([key]) => isTopics(key)))
    const others = Object.fromEntries(fields.filter(([key]) => !isTopics(key)))
    return [
      { spec: topics, prefix: '' },
      { spec: others, prefix: 'consumer.override.', onlyGiven: true },
    ]
  })
}

type Finding = Pick<PluginLookup, 'find'>

interface Wanted {
  readonly kind: PluginKind
  readonly name: string
  readonly prefix: string
}

async function pluginSection({ kind, name, prefix }: Wanted, plugins: Finding): Promise<Section[]> {
  const found = name.trim() === '' ? undefined : await plugins.find(kind, name.trim(), '.')
  return found && 'plugin' in found ? [{ spec: found.plugin.config, prefix }] : []
}
