import { setTimeout as sleep } from 'node:timers/promises'
import { ConnectError } from 'psconnect/plugin'
import type { Question } from './ask.ts'
import type { DiskCache } from './disk-cache.ts'
import type { Endpoint } from './endpoint.ts'
import { fetchLatest, fetchSchema, fetchVersion, idIn } from './fetch-schema.ts'
import { Asker } from './keep-asking.ts'
import { Outage, type Waiter } from './outage.ts'
import type { RegisteredSchema } from './registered-schema.ts'
import { isUnknown, RegistryError } from './registry-errors.ts'
import type { Registration, SchemaRegistry } from './schema-registry.ts'
import { SharedWork } from './shared-work.ts'

/** A registry with the API of Confluent's, shared by all tasks of a thread: what several ask for is asked for once. */
export class HttpRegistry implements SchemaRegistry {
  readonly #outage = new Outage()
  readonly #asker: Asker
  readonly #disk: DiskCache | undefined
  readonly #schemas = new Map<number, RegisteredSchema>()
  readonly #fetching = new SharedWork<number, RegisteredSchema>()

  constructor(endpoints: readonly [Endpoint, ...Endpoint[]], disk?: DiskCache) {
    this.#asker = new Asker(endpoints, this.#outage)
    this.#disk = disk
  }

  async schema(id: number, waiter: Waiter): Promise<RegisteredSchema> {
    const known = this.#schemas.get(id)
    if (known) return known
    const fetched = this.#fetching.join(id, signal => this.#fetch(id, { log: waiter.log, signal }), waiter.signal)
    return this.#outage.tell(waiter, fetched)
  }

  idOf({ subject, text, register, normalize }: Registration, waiter: Waiter): Promise<number> {
    const path = `/subjects/${encodeURIComponent(subject)}${register ? '/versions' : ''}${normalize ? '?normalize=true' : ''}`
    const asked = this.#ask({ path, body: { schema: text } }, waiter.signal).then(answer => idIn(answer, path))
    const complaint = `the schema ${register ? 'cannot be registered' : 'is not registered'} under the subject ${subject}`
    return this.#outage.tell(waiter, orUnreadable(asked, complaint))
  }

  latest(subject: string, waiter: Waiter): Promise<RegisteredSchema> {
    const asked = fetchLatest(subject, question => this.#ask(question, waiter.signal))
    return this.#outage.tell(
      waiter,
      orUnreadable(asked, `the schema registry has nothing under the subject ${subject}`),
    )
  }

  async #fetch(id: number, { log, signal }: Pick<Waiter, 'log' | 'signal'>): Promise<RegisteredSchema> {
    const kept = await this.#disk?.read(id, log)
    const schema = kept ?? (await this.#fetchWithVersion(id, signal))
    if (!kept) await this.#disk?.write(schema, log)
    this.#schemas.set(id, schema)
    return schema
  }

  async #fetchWithVersion(id: number, signal: AbortSignal): Promise<RegisteredSchema> {
    const fetch = () => fetchSchema(id, question => this.#ask(question, signal))
    const schema = await orUnreadable(patiently(fetch, signal), `the schema registry knows no schema ${id}`)
    const limit = AbortSignal.any([signal, AbortSignal.timeout(versionLimitMs)])
    const version = await fetchVersion(id, question => this.#asker.askOnce(question, limit))
    return version === undefined ? schema : { ...schema, version }
  }

  #ask(question: Question, signal: AbortSignal): Promise<unknown> {
    return this.#asker.ask(question, signal)
  }
}

/** Nothing needs the version: it is not waited for any longer, and not asked for again. */
const versionLimitMs = 1000

/** The registry that is asked may not have heard yet of what another one of its cluster has registered. */
const waitsForUnknownMs = [500, 1000, 2000]

async function patiently<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (const waitMs of waitsForUnknownMs) {
    try {
      return await attempt()
    } catch (error) {
      if (!isUnknown(error)) throw error
    }
    await sleep(waitMs, undefined, { signal })
  }
  return attempt()
}

/** Where the registry says no, only the records of that schema are concerned. */
async function orUnreadable<T>(answer: Promise<T>, complaint: string): Promise<T> {
  try {
    return await answer
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error
    throw new ConnectError('RECORD_UNREADABLE', `${complaint}: ${error.code}, ${error.message}`, { cause: error })
  }
}
