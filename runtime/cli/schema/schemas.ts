import { dirname, resolve } from 'node:path'
import type { GivenTexts } from '../../config/config-infos.ts'
import { readConfig } from '../../config/read-config.ts'
import { describeFinding, Report } from '../../config/report.ts'
import { recordParts } from '../../config/resolve-plugin.ts'
import { namesIn } from '../../config/transform-spec.ts'
import { CommandFailed } from '../command.ts'
import { connectorKeys } from './connector-keys.ts'
import { type About, fileSchema } from './file-schema.ts'
import { firstOfEach, type Key } from './keys.ts'
import { NamedPlugins } from './named-plugins.ts'
import { withNames } from './plugin-names.ts'
import type { JsonSchema } from './value-schema.ts'
import { workerKeys } from './worker-keys.ts'

/** Of a worker file, or of any where none is given. Rejects with a CommandFailed where it cannot be read or names what there is not. */
export async function workerSchema(file?: string): Promise<JsonSchema> {
  const given = await readGiven(file)
  const path = namesIn(given?.['plugin.path'] ?? '').map(folder => resolve(dirname(file ?? ''), folder))
  const plugins = new NamedPlugins(file ?? '', path)
  const keys = await workerKeys(given, plugins)
  return schema(keys, plugins, { title: 'a worker of psconnect', sections: ['consumer', 'producer', ...converters] })
}

/** Of a connector file, or of any; the folders of `path` hold further plugins. Rejects with a CommandFailed, as `workerSchema`. */
export async function connectorSchema(file?: string, path: readonly string[] = []): Promise<JsonSchema> {
  const given = await readGiven(file)
  const plugins = new NamedPlugins(file ?? '', path)
  const keys = await connectorKeys(given, plugins)
  const listed = (kind: string) => namesIn(given?.[kind] ?? '').map(name => `${kind}.${name}`)
  const sections = [
    'consumer.override',
    'producer.override',
    ...converters,
    ...listed('transforms'),
    ...listed('predicates'),
  ]
  return schema(keys, plugins, { title: 'a connector of psconnect', sections })
}

/** Keys themselves, so that nothing can be nested there. */
const converters = recordParts.map(part => `${part}.converter`)

/** The keys of a file and their texts, as they stand there. */
async function readGiven(file: string | undefined): Promise<GivenTexts | undefined> {
  if (file === undefined) return undefined
  const report = new Report([file])
  const entries = (await readConfig(file, report)) ?? []
  if (report.errorCount > 0) throw new CommandFailed(report.errors.map(describeFinding).join('\n'))
  return Object.fromEntries(entries.map(({ key, text }) => [key, text]))
}

function schema(keys: readonly Key[], plugins: NamedPlugins, about: About): JsonSchema {
  if (plugins.problems.size > 0) throw new CommandFailed(`the file ${[...plugins.problems].join('; it ')}`)
  return fileSchema(firstOfEach(withNames(keys, plugins)), about)
}
