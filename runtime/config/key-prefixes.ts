import { connectorSpec } from './connector-spec.ts'
import {
  connectorKeysWithoutEffect,
  consumerKeysWithoutEffect,
  covers,
  reasonFor,
  workerKeysWithoutEffect,
} from './kafka-connect-keys.ts'
import type { Home } from './key-check.ts'
import type { Entry } from './resolved-config.ts'
import { isRest } from './rest-spec.ts'
import { workerSpec } from './worker-spec.ts'

/**
 * Who is given an entry of a file: the worker or connector itself (`own`), a part of it, whoever connects without a prefix of its
 * own (`security`), the REST interface (`rest`), what is nobody else's in a connector file (`sink`), or nobody (`silent`, `warned`: see kafka-connect-keys.ts).
 */
const owners = [
  'own',
  'key.converter',
  'value.converter',
  'header.converter',
  'consumer',
  'producer',
  'security',
  'rest',
  'topics',
  'source',
  'transforms',
  'predicates',
  'sink',
  'silent',
  'warned',
] as const
type Owner = (typeof owners)[number]

interface Route {
  readonly owner: Owner
  readonly takes: (key: string) => boolean
  /** Removed from the key. */
  readonly prefix?: string
}

const matching = (owner: Owner, takes: (key: string) => boolean): Route => ({ owner, takes })
const under = (prefix: string, owner: Owner): Route => ({ owner, takes: key => key.startsWith(prefix), prefix })

const converters = [
  under('key.converter.', 'key.converter'),
  under('value.converter.', 'value.converter'),
  under('header.converter.', 'header.converter'),
]

/** The first that takes a key has it. */
export const workerRoutes: readonly Route[] = [
  matching('own', key => Object.hasOwn(workerSpec, key)),
  // Before whoever has no use for Kafka Connect's keys that begin in the same way.
  matching('rest', key => /^(?:admin|metrics)\./.test(key) && isRest(key)),
  matching('warned', key => reasonFor(key, workerKeysWithoutEffect) !== undefined),
  matching('rest', isRest),
  matching('silent', key => covers(workerKeysWithoutEffect.silent, key)),
  ...converters,
  under('consumer.', 'consumer'),
  under('producer.', 'producer'),
  matching('security', isSecurity),
  matching('own', () => true),
]

export const connectorRoutes: readonly Route[] = [
  matching('own', key => Object.hasOwn(connectorSpec, key)),
  matching('warned', key => reasonFor(key, connectorKeysWithoutEffect) !== undefined),
  matching('silent', key => covers(connectorKeysWithoutEffect.silent, key)),
  ...converters,
  under('consumer.override.', 'consumer'),
  under('producer.override.', 'producer'),
  matching('topics', isTopics),
  under('source.', 'source'),
  under('transforms.', 'transforms'),
  under('predicates.', 'predicates'),
  matching('sink', () => true),
]

/** What keys of parts begin with. */
export const prefixesOf = (routes: readonly Route[]): readonly string[] =>
  routes.flatMap(({ prefix }) => (prefix === undefined ? [] : [prefix]))

export type EntriesByOwner = Readonly<Record<Owner, readonly Entry[]>>

export function splitByOwner(entries: readonly Entry[], routes: readonly Route[]): EntriesByOwner {
  const routed = entries.map(entry => {
    const route = routes.find(({ takes }) => takes(entry.key))
    return { owner: route?.owner, entry: { ...entry, key: entry.key.slice(route?.prefix?.length ?? 0) } }
  })
  const of = (owner: Owner) => routed.filter(item => item.owner === owner).map(({ entry }) => entry)
  return Object.fromEntries(owners.map(owner => [owner, of(owner)])) as unknown as EntriesByOwner
}

/** The clients of Kafka that a worker and its connectors have keys for. */
export type Client = 'consumer' | 'producer'

/** What the worker and a connector say about a client, later keys going before earlier ones, as in Kafka Connect. */
export function clientEntries(client: Client, worker: EntriesByOwner, connector: EntriesByOwner): ClientEntries {
  const given = [...worker[client], ...connector[client]].filter(hasEffect)
  const inherited = given.some(({ key }) => isSecurity(key)) ? [] : worker.security.filter(hasEffect)
  const byKey = new Map([...inherited, ...given].map(entry => [entry.key, entry]))
  return { entries: [...byKey.values()], inherited }
}

export interface ClientEntries {
  readonly entries: readonly Entry[]
  /** Those of them that are the worker's own: where the client has no security key at all, it takes all of these. */
  readonly inherited: readonly Entry[]
}

/** Where a key of a client is mostly written, and where else it may be. */
export function clientHomes(
  client: Client,
  files: { readonly worker: string; readonly connector: string },
): readonly [(key: string) => Home, (key: string) => readonly Home[]] {
  const override = (key: string) => ({ file: files.connector, writtenAs: `${client}.override.${key}` })
  return [
    key => ({ file: files.worker, writtenAs: `${client}.${key}` }),
    key => (isSecurity(key) ? [override(key), { file: files.worker, writtenAs: key }] : [override(key)]),
  ]
}

const hasEffect = ({ key }: Entry): boolean => !covers(consumerKeysWithoutEffect.silent, key)

/** The source's keys that stand in a connector file without a prefix, and nowhere else. */
export function isTopics(key: string): boolean {
  return key === 'topics' || key === 'topics.regex'
}

export function isSecurity(key: string): boolean {
  return key === 'security.protocol' || key.startsWith('sasl.') || key.startsWith('ssl.')
}
