import { connectorSpec } from './connector-spec.ts'
import { consumerKeysWithoutEffect } from './kafka-connect-keys.ts'
import { type Home, KeyCheck } from './key-check.ts'
import { clientEntries, clientHomes, type EntriesByOwner, isTopics } from './key-prefixes.ts'
import { Report } from './report.ts'
import { resolvePlugin, type Tools, type Wanted } from './resolve-plugin.ts'
import { type WorkerParts, workerBrokers } from './resolve-worker.ts'
import type { Entry, ResolvedPlugin } from './resolved-config.ts'

const key = 'source.class'
const prefix = 'source.'

export interface SourceSetting {
  /** The connector's file. */
  readonly file: string
  readonly keys: EntriesByOwner
  readonly worker: WorkerParts
  readonly tools: Tools
}

/** What decides the connector's consumer group; undefined where it has none, or the default. */
export const groupOf = (setting: SourceSetting): Entry | undefined =>
  readsKafka(setting) ? consumerOf(setting).entries.find(entry => entry.key === 'group.id') : undefined

/**
 * Finds the source and checks its keys; undefined when that failed, which is reported. Kafka, which is read where no other is named, has
 * Kafka Connect's keys of the consumer and the topics; any other has the connector's keys that begin with `source.`.
 */
export async function resolveSource(setting: SourceSetting): Promise<ResolvedPlugin | undefined> {
  const wanted = readsKafka(setting) ? kafkaSource(setting) : otherSource(setting)
  const source = await resolvePlugin(wanted, setting.tools)
  return source && (await hasItsOffsets(source, setting)) ? source : undefined
}

/** The source with its topics alone, to know what it reads though something else about it is wrong. */
export function resolveTopics(setting: SourceSetting): Promise<ResolvedPlugin | undefined> {
  const aside = { ...setting.tools, report: new Report([]), keys: new KeyCheck() }
  const wanted = readsKafka(setting) ? kafkaSource(setting, []) : otherSource(setting)
  return resolvePlugin(wanted, aside)
}

const readsKafka = ({ keys }: SourceSetting): boolean => {
  const given = keys.own.find(entry => entry.key === key)
  return given === undefined || given.text.trim() === connectorSpec[key].default
}

function kafkaSource(setting: SourceSetting, consumer = readConsumer(setting)): Wanted {
  const { file, keys, worker, tools } = setting
  const [home, otherHomes] = clientHomes('consumer', { worker: worker.file, connector: file })
  for (const entry of consumer)
    if (isTopics(entry.key)) tools.keys.unknown({ entry, subject: 'the consumer', names: [] })
  const entries = consumer.filter(entry => !isTopics(entry.key))
  return {
    ...named(setting),
    entries: [...keys.topics, ...entries, ...keys.source.map(asWritten)],
    offered: [...workerBrokers(worker, entries, tools), defaultGroup(setting)],
    home: own => (isTopics(own) ? { file, writtenAs: own } : home(own)),
    otherHomes: own => (isTopics(own) ? [] : otherHomes(own)),
    noEffect: consumerKeysWithoutEffect.warned,
  }
}

/** What is there for Kafka alone is not a key of it, which whoever gives it is told. */
function otherSource(setting: SourceSetting): Wanted {
  const { file, keys } = setting
  return {
    ...named(setting),
    entries: [...keys.source, ...[...keys.topics, ...keys.consumer].map(asWritten)],
    home: own => ({ file, writtenAs: prefix + own }),
  }
}

const asWritten = (entry: Entry): Entry => ({ ...entry, key: entry.writtenAs })

function named({ file, keys }: SourceSetting): Pick<Wanted, 'kind' | 'name'> & { readonly namedAt: Home } {
  const namedAt = keys.own.find(entry => entry.key === key)
  const name = namedAt?.text.trim() ?? connectorSpec[key].default ?? ''
  return { kind: 'source', name, namedAt: namedAt ?? { file, writtenAs: key } }
}

const consumerOf = ({ keys, worker }: SourceSetting) => clientEntries('consumer', worker.keys, keys)

/** What the files say about the consumer. Taking the worker's security is worth a line in the log: Kafka Connect does not. */
function readConsumer(setting: SourceSetting): readonly Entry[] {
  const { entries, inherited } = consumerOf(setting)
  const names = inherited.map(entry => entry.key).join(', ')
  if (names !== '')
    setting.tools.report.info(
      { file: setting.worker.file },
      `no consumer. key says anything about security, so consumers take ${names} from the worker`,
    )
  return entries
}

function defaultGroup({ file, keys }: SourceSetting): Entry {
  const name = keys.own.find(entry => entry.key === 'name')
  const text = `connect-${name?.text.trim()}`
  return { ...(name ?? { file, writtenAs: 'name', faulty: true }), key: 'group.id', text }
}

const fileKey = 'offset.storage.file.filename'

/** Says whether its offsets have a place: its own, or the worker's file. What is missing is reported. */
async function hasItsOffsets(source: ResolvedPlugin, { worker, tools }: SourceSetting): Promise<boolean> {
  const { offsets } = await tools.plugins.definition('source', source)
  const hasFile = worker.keys.own.some(entry => entry.key === fileKey && entry.text.trim() !== '')
  if (offsets !== 'worker' || hasFile) return true
  const doc = `The source ${source.name} has its offsets kept there, as it has no store of its own: any path will do.`
  if (worker.readable) tools.keys.missing({ home: { file: worker.file, writtenAs: fileKey }, doc })
  return false
}
