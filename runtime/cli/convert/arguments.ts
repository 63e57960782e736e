import { UsageError } from '../command.ts'
import { type Options, readOptions } from '../read-options.ts'

/** What is asked for, as plain data that goes to the process in which the converter runs. */
export interface ConvertArguments {
  /** A built-in converter's name, or the path of one. */
  readonly converter: string
  readonly settings: readonly Setting[]
  readonly schema: boolean
  readonly json: boolean
  readonly time: boolean
}

export interface Setting {
  readonly key: string
  readonly text: string
}

/** Where the payloads are. */
export type PayloadSource = FileSource | KafkaSource | SubscriptionSource

export interface FileSource {
  readonly kind: 'files'
  /** Of files, or of folders that hold them. */
  readonly paths: readonly string[]
}

export interface KafkaSource {
  readonly kind: 'kafka'
  readonly workerFile: string
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
  readonly count: number
}

export interface SubscriptionSource {
  readonly kind: 'subscription'
  readonly project: string
  readonly subscription: string
  readonly count: number
}

interface Asked extends ConvertArguments {
  readonly source: PayloadSource
  readonly watch: boolean
}

export const options = {
  converter: { type: 'string' },
  set: { type: 'string', multiple: true, default: [] },
  file: { type: 'string', multiple: true },
  kafka: { type: 'string' },
  subscription: { type: 'string' },
  schema: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  time: { type: 'boolean', default: false },
  watch: { type: 'boolean', default: false },
} satisfies Options

/** Throws a UsageError where the arguments do not fit. */
export function readArguments(args: readonly string[]): Asked {
  const { values, positionals } = readOptions({
    args: [...args],
    allowPositionals: true,
    options,
  })
  const { converter, set, schema, json, time, watch } = values
  if (converter === undefined)
    throw new UsageError('--converter is missing: the name of a converter, or the path of one')
  return { converter, settings: set.map(settingOf), source: sourceOf(values, positionals), schema, json, time, watch }
}

function settingOf(text: string): Setting {
  const equals = text.indexOf('=')
  if (equals < 1) throw new UsageError(`--set must be followed by key=value (found ${text})`)
  return { key: text.slice(0, equals), text: text.slice(equals + 1) }
}

interface Named {
  readonly file?: readonly string[] | undefined
  readonly kafka?: string | undefined
  readonly subscription?: string | undefined
}

function sourceOf({ file, kafka, subscription }: Named, others: readonly string[]): PayloadSource {
  const given = [file, kafka, subscription].filter(each => each !== undefined)
  if (given.length !== 1)
    throw new UsageError('one of --file, --kafka and --subscription must say where the payloads are')
  // A shell makes several words of one pattern.
  if (file) return { kind: 'files', paths: [...file, ...others] }
  const [first, ...rest] = others
  if (kafka !== undefined && first !== undefined && rest.length === 0) return kafkaSource(kafka, first)
  if (kafka !== undefined) throw new UsageError('--kafka must be followed by WORKER TOPIC:PARTITION:OFFSET[:COUNT]')
  if (first !== undefined) throw new UsageError(`nothing is known to do with ${first}`)
  return subscriptionSource(subscription ?? '')
}

function kafkaSource(workerFile: string, text: string): KafkaSource {
  const [, topic, partition, offset, count = '1'] =
    /^([^:]+):(\d{1,9}):(\d{1,18})(?::([1-9]\d{0,8}))?$/.exec(text) ?? []
  if (topic === undefined)
    throw new UsageError(
      `the records must be given as TOPIC:PARTITION:OFFSET[:COUNT], as in alerts:0:1200:5 (found ${text})`,
    )
  const place = { topic, partition: Number(partition), offset: BigInt(offset ?? 0) }
  return { kind: 'kafka', workerFile, ...place, count: Number(count) }
}

/** Also by its full name, as Google's tools show it. */
function subscriptionSource(text: string): SubscriptionSource {
  const pattern = /^(?:projects\/)?([^/]+)\/(?:subscriptions\/)?([^/:]+)(?::([1-9]\d{0,8}))?$/
  const [, project, subscription, count = '1'] = pattern.exec(text) ?? []
  if (project === undefined || subscription === undefined)
    throw new UsageError(
      `--subscription must be given as PROJECT/SUBSCRIPTION[:COUNT], as in my-project/alerts:5 (found ${text})`,
    )
  return { kind: 'subscription', project, subscription, count: Number(count) }
}
