import type { Question } from './ask.ts'
import { fetchSchema, fetchVersion, idIn } from './fetch-schema.ts'
import { Asker } from './keep-asking.ts'
import { endpointsOf } from './open-registry.ts'
import { Outage } from './outage.ts'
import type { RegisteredSchema } from './registered-schema.ts'
import { RegistryError, registryFailed } from './registry-errors.ts'
import type { RegistryConfig } from './registry-keys.ts'

export interface SubjectVersion {
  readonly version: number
  readonly id: number
  /** AVRO, PROTOBUF or JSON. */
  readonly type: string
}

/**
 * What a registry has, for tools, whose users would rather hear at once that it does not answer: each URL is asked once. All reject with
 * REGISTRY_FAILED where the registry does not answer, refuses, or has no such thing. Call only where `registryProblems` found nothing.
 */
export class RegistryCatalogue {
  readonly #asker: Asker
  readonly #signal: AbortSignal

  constructor(config: RegistryConfig, signal: AbortSignal) {
    this.#asker = new Asker(endpointsOf(config), new Outage())
    this.#signal = signal
  }

  subjects(): Promise<readonly string[]> {
    return this.#list('/subjects', 'string')
  }

  /** In their order, without those that were deleted. */
  async versions(subject: string): Promise<readonly SubjectVersion[]> {
    const path = `/subjects/${encodeURIComponent(subject)}/versions`
    const numbers = await this.#list<number>(path, 'number')
    return Promise.all(numbers.map(version => this.#version(`${path}/${version}`, version)))
  }

  /** With all that it refers to. */
  async schema(id: number): Promise<RegisteredSchema> {
    const ask = (question: Question) => this.#ask(question)
    const schema = await fetchSchema(id, ask)
    const version = await fetchVersion(id, ask)
    return version === undefined ? schema : { ...schema, version }
  }

  async #version(path: string, version: number): Promise<SubjectVersion> {
    const answer = await this.#ask({ path })
    const { schemaType = 'AVRO' } = answer as { schemaType?: unknown }
    return { version, id: idIn(answer, path), type: String(schemaType) }
  }

  async #list<T>(path: string, type: 'string' | 'number'): Promise<readonly T[]> {
    const answer = await this.#ask({ path })
    if (Array.isArray(answer) && answer.every(item => typeof item === type)) return answer as readonly T[]
    throw registryFailed(`what the registry answers to ${path} is no list: schema.registry.url is probably wrong`)
  }

  async #ask(question: Question): Promise<unknown> {
    try {
      return await this.#asker.askNow(question, this.#signal)
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error
      throw registryFailed(`the schema registry does not have ${question.path}: ${error.code}, ${error.message}`, error)
    }
  }
}
