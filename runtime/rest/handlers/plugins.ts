import type { PluginKind } from '../../api/plugin.ts'
import { configInfos, definitions } from '../../config/config-infos.ts'
import { connectorSections } from '../../config/connector-sections.ts'
import { withoutPaths } from '../../config/plugin-lookup.ts'
import type { Manifest } from '../../plugin-loader/manifest.ts'
import type { Plugins } from '../../plugin-loader/plugins.ts'
import { resolveName } from '../../plugin-loader/resolve-name.ts'
import { readTexts } from '../body-shapes.ts'
import { type Answer, ok, Refusal, type RestRequest, type RestServices, type Route } from '../exchange.ts'

/** The plugins that there are, and which keys they have. */
export const pluginRoutes: readonly Route[] = [
  { method: 'GET', path: '/connector-plugins', handle: list },
  { method: 'GET', path: '/connector-plugins/:plugin/config', handle: listKeys },
  { method: 'PUT', path: '/connector-plugins/:plugin/config/validate', handle: validate },
]

async function list({ query }: RestRequest, { plugins }: RestServices): Promise<Answer> {
  const connectorsOnly = query.get('connectorsOnly')?.toLowerCase() !== 'false'
  const { manifests } = await plugins.list()
  const listed = manifests.filter(({ kind }) => kind === 'sink' || !connectorsOnly)
  return ok(
    listed.map(({ version = unversioned, ...manifest }) => ({
      class: classOf(manifest),
      type: typeOf[manifest.kind],
      version,
    })),
  )
}

/** As Kafka Connect says it. */
const unversioned = 'undefined'

/** What Kafka Connect's tools know it by: the Java class it stands in for, if it does. */
const classOf = ({ name, aliases }: Manifest): string => aliases[0] ?? name

const typeOf: Readonly<Record<PluginKind, string>> = {
  source: 'source',
  sink: 'sink',
  converter: 'converter',
  transform: 'transformation',
  predicate: 'predicate',
}

async function listKeys({ params }: RestRequest, { plugins }: RestServices): Promise<Answer> {
  const { kind, name } = await find(params['plugin'] ?? '', plugins)
  if (kind === 'sink') return ok(definitions(await connectorSections({ 'connector.class': name }, plugins)))
  const found = await plugins.find(kind, name, '.')
  if ('problem' in found) throw new Refusal(404, `${name} ${found.problem}`)
  return ok(definitions([{ spec: found.plugin.config, prefix: '' }]))
}

async function validate({ params, body }: RestRequest, { plugins, configs }: RestServices): Promise<Answer> {
  const asked = params['plugin'] ?? ''
  const { kind, name } = await find(asked, plugins)
  if (kind !== 'sink')
    throw new Refusal(400, `${asked} is no connector, and only the configuration of one can be checked`)
  const given = readTexts(body, 'the body')
  const named = given['connector.class']
  if (named === undefined) throw new Refusal(400, 'connector.class is missing')
  const sink = resolveName((await plugins.list()).manifests, 'sink', named.trim())
  if ('problem' in sink || sink.name !== name)
    throw new Refusal(400, `Included connector type ${named} does not match request type ${asked}`)
  const problems = await configs.problems(given, 'the request')
  return ok(configInfos(asked, await connectorSections(given, withoutPaths(plugins)), { given, ...problems }))
}

/** A sink before others: only of sinks do all tools ask. */
async function find(name: string, plugins: Plugins): Promise<Manifest> {
  const { manifests } = await plugins.list()
  for (const kind of ['sink', 'source', 'converter', 'transform', 'predicate'] as const) {
    const found = resolveName(manifests, kind, name)
    if (!('problem' in found)) return found
  }
  throw new Refusal(404, `Unknown plugin ${name}.`)
}
