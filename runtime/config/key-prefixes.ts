import { connectorSpec } from './connector-spec.ts'
import {
  connectorKeysWithoutEffect,
  consumerKeysWithoutEffect,
  covers,
  reasonFor,
  workerKeysWithoutEffect,
} from './kafka-connect-keys.ts'
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
  'security',
  'rest',
  'topics',
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
  matching('warned', key => reasonFor(key, workerKeysWithoutEffect) !== undefined),
  matching('rest', isRest),
  matching('silent', key => covers(workerKeysWithoutEffect.silent, key)),
  ...converters,
  under('consumer.', 'consumer'),
  matching('security', isSecurity),
  matching('own', () => true),
]

export const connectorRoutes: readonly Route[] = [
  matching('own', key => Object.hasOwn(connectorSpec, key)),
  matching('warned', key => reasonFor(key, connectorKeysWithoutEffect) !== undefined),
  matching('silent', key => covers(connectorKeysWithoutEffect.silent, key)),
  ...converters,
  under('consumer.override.', 'consumer'),
  matching('topics', isTopics),
  under('transforms.', 'transforms'),
  under('predicates.', 'predicates'),
  matching('sink', () => true),
]

export type EntriesByOwner = Readonly<Record<Owner, readonly Entry[]>>

export function splitByOwner(entries: readonly Entry[], routes: readonly Route[]): EntriesByOwner {
  const routed = entries.map(entry => {
    const route = routes.find(({ takes }) => takes(entry.key))
    return { owner: route?.owner, entry: { ...entry, key: entry.key.slice(route?.prefix?.length ?? 0) } }
  })
  const of = (owner: Owner) => routed.filter(item => item.owner === owner).map(({ entry }) => entry)
  return Object.fromEntries(owners.map(owner => [owner, of(owner)])) as unknown as EntriesByOwner
}

/** What the worker and a connector say about the consumer, later keys going before earlier ones, as in Kafka Connect. */
export function consumerEntries(worker: EntriesByOwner, connector: EntriesByOwner): ConsumerEntries {
  const given = [...worker.consumer, ...connector.consumer].filter(hasEffect)
  const inherited = given.some(({ key }) => isSecurity(key)) ? [] : worker.security.filter(hasEffect)
  const byKey = new Map([...inherited, ...given].map(entry => [entry.key, entry]))
  return { entries: [...byKey.values()], inherited }
}

export interface ConsumerEntries {
  readonly entries: readonly Entry[]
  /** Those of them that are the worker's own: where the consumer has no security key at all, it takes all of these. */
  readonly inherited: readonly Entry[]
}

const hasEffect = ({ key }: Entry): boolean => !covers(consumerKeysWithoutEffect.silent, key)

/** The source's keys that stand in a connector file without a prefix, and nowhere else. */
export function isTopics(key: string): boolean {
  return key === 'topics' || key === 'topics.regex'
}

export function isSecurity(key: string): boolean {
  return key === 'security.protocol' || key.startsWith('sasl.') || key.startsWith('ssl.')
}
