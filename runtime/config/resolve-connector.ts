import type { ConfigOf } from '../api/config-spec.ts'
import { checkEncoded } from './check-encoded.ts'
import { connectorSpec } from './connector-spec.ts'
import type { errorSpec } from './error-spec.ts'
import { type InitialState, readInitialState } from './initial-state.ts'
import { connectorKeysWithoutEffect } from './kafka-connect-keys.ts'
import { connectorRoutes, prefixesOf, splitByOwner } from './key-prefixes.ts'
import { resolveDeadLetters } from './resolve-dead-letters.ts'
import { type RecordPart, resolveConverter, resolvePlugin, type Tools } from './resolve-plugin.ts'
import { groupOf, resolveSource, resolveTopics, type SourceSetting } from './resolve-source.ts'
import { resolveTransforms } from './resolve-transforms.ts'
import { type WorkerParts, warnOfNoEffect } from './resolve-worker.ts'
import type { Entry, ErrorHandling, ResolvedConnector, ResolvedPlugin } from './resolved-config.ts'
import { substituteAll } from './substitute.ts'
import { validate } from './validate.ts'

/** A connector's configuration as it is written somewhere. */
export interface WrittenConnector {
  /** A file, or what else problems call the place where it comes from. */
  readonly file: string
  /** Undefined when they could not be read. */
  readonly entries: readonly Entry[] | undefined
}

/** A connector as far as it could be read, for checks between connectors. */
export interface ConnectorParts {
  readonly name: Entry | undefined
  /** What decides its consumer group, where it has one that is not its own. */
  readonly group: Entry | undefined
  /** Undefined when there were errors. */
  readonly resolved: ResolvedConnector | undefined
  /** Its keys and texts as they are written, before anything is filled in. */
  readonly given: Readonly<Record<string, string>>
  readonly initialState: InitialState
}

export async function resolveConnector(
  { file, entries }: WrittenConnector,
  worker: WorkerParts,
  tools: Tools,
): Promise<ConnectorParts> {
  const inside = entries?.filter(({ beside }) => !beside) ?? []
  const initialState = readInitialState(entries ?? [], tools.report)
  const given = Object.fromEntries(inside.map(({ writtenAs, text }) => [writtenAs, text]))
  if (!entries) return { name: undefined, group: undefined, resolved: undefined, given, initialState }
  const keys = splitByOwner(await substituteAll(inside, worker.providers, tools.report), connectorRoutes)
  for (const prefix of prefixesOf(connectorRoutes)) tools.keys.know(inFile(file)(prefix))
  warnOfNoEffect(keys.warned, connectorKeysWithoutEffect, tools.report)
  const context = { file, keys, worker, tools }
  return {
    name: keys.own.find(({ key }) => key === 'name'),
    group: groupOf(context),
    resolved: await assemble(context),
    given,
    initialState,
  }
}

type Context = SourceSetting

async function assemble(context: Context): Promise<ResolvedConnector | undefined> {
  const { file, keys, tools } = context
  const part = { subject: 'the connector', entries: keys.own, home: inFile(file) }
  const settings = validate({ config: connectorSpec }, part, tools)
  const parts = await resolveParts(context)
  await checkEncoded(parts, { entries: keys.sink, home: inFile(file) }, tools)
  const source = parts.source ?? (await resolveTopics(context))
  const deadLetters = await resolveDeadLetters({ ...context, source, sink: parts.sink, settings })
  if (!settings || !isWhole(parts) || deadLetters === undefined) return undefined
  const { name, 'tasks.max': tasksMax } = settings
  const taskRestartMax = settings['task.restart.max'] ?? context.worker.settings?.taskRestartMax ?? 0
  const errors = { ...errorHandling(settings), ...(deadLetters && { deadLetters }) }
  return { name, tasksMax, ...parts, errors, taskRestartMax }
}

type Parts = Pick<
  ResolvedConnector,
  'source' | 'keyConverter' | 'valueConverter' | 'headerConverter' | 'transforms' | 'sink'
>

/** Undefined where there were errors. */
type PartsAsKnown = { readonly [Part in keyof Parts]: Parts[Part] | undefined }

const isWhole = (parts: PartsAsKnown): parts is Parts => Object.values(parts).every(part => part !== undefined)

/** All of them are looked at, so that the problems of all are reported. */
async function resolveParts(context: Context): Promise<PartsAsKnown> {
  const source = await resolveSource(context)
  const keyConverter = await pickConverter('key', context)
  const valueConverter = await pickConverter('value', context)
  const headerConverter = await pickConverter('header', context)
  const transforms = await resolveTransforms(context.keys, context.tools)
  const sink = await resolveSink(context)
  return { source, keyConverter, valueConverter, headerConverter, transforms, sink }
}

const errorHandling = (settings: ConfigOf<typeof errorSpec>): ErrorHandling => ({
  tolerance: settings['errors.tolerance'],
  retryTimeoutMs: settings['errors.retry.timeout'],
  retryDelayMaxMs: settings['errors.retry.delay.max.ms'],
  log: settings['errors.log.enable'],
  logRecord: settings['errors.log.include.messages'],
})

/** The converter this connector names, with its keys from this file alone, or the worker's with the worker's keys. */
async function pickConverter(part: RecordPart, { keys, worker, tools }: Context): Promise<ResolvedPlugin | undefined> {
  const owner = `${part}.converter` as const
  if (keys.own.some(({ key }) => key === owner)) return resolveConverter(part, keys, tools)
  for (const entry of keys[owner])
    tools.report.warn(entry, `${entry.writtenAs} has no effect, as this file does not name a ${owner}`)
  return worker.converters[part]
}

async function resolveSink({ file, keys, tools }: Context): Promise<ResolvedPlugin | undefined> {
  const namedAt = keys.own.find(({ key }) => key === 'connector.class')
  if (!namedAt || namedAt.faulty) {
    for (const entry of keys.sink) tools.keys.unclaimed(entry)
    return undefined
  }
  return resolvePlugin(
    { kind: 'sink', name: namedAt.text.trim(), namedAt, entries: keys.sink, home: inFile(file) },
    tools,
  )
}

const inFile = (file: string) => (key: string) => ({ file, writtenAs: key })
