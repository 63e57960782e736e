import { ConnectError } from 'psconnect/plugin'
import type { Question } from './ask.ts'
import type { RegisteredSchema } from './registered-schema.ts'
import { isUnknown, registryFailed } from './registry-errors.ts'

type Ask = (question: Question) => Promise<unknown>

/** The schema with all that it refers to. Rejects with a RegistryError where the registry does not know the id. */
export async function fetchSchema(id: number, ask: Ask): Promise<RegisteredSchema> {
  const path = `/schemas/ids/${id}`
  return complete({ id, found: readSchema(await ask({ path }), path) }, ask)
}

/** The newest schema of a subject, in the same way. */
export async function fetchLatest(subject: string, ask: Ask): Promise<RegisteredSchema> {
  const path = `/subjects/${encodeURIComponent(subject)}/versions/latest`
  const answer = await ask({ path })
  return complete({ id: idIn(answer, path), found: readSchema(answer, path) }, ask)
}

/** The id in an answer that must hold one. */
export function idIn(answer: unknown, path: string): number {
  const { id } = (answer ?? {}) as Record<string, unknown>
  if (typeof id === 'number') return id
  throw registryFailed(`what the registry answers to ${path} holds no id: schema.registry.url is probably wrong`)
}

async function complete({ id, found }: { id: number; found: SchemaAnswer }, ask: Ask): Promise<RegisteredSchema> {
  const { type, text, references } = found
  return { id, type, text, references: await resolve(references, { id, ask, seen: new Set() }) }
}

interface Reference {
  readonly subject: string
  readonly version: number
}

interface SchemaAnswer {
  readonly type: string
  readonly text: string
  readonly references: readonly Reference[]
}

/** What is in an answer that must hold a schema. */
function readSchema(answer: unknown, path: string): SchemaAnswer {
  const { schema, schemaType = 'AVRO', references = [] } = (answer ?? {}) as Record<string, unknown>
  if (typeof schema !== 'string' || typeof schemaType !== 'string' || !isReferences(references ?? []))
    throw registryFailed(`what the registry answers to ${path} holds no schema: schema.registry.url is probably wrong`)
  return { type: schemaType, text: schema, references: (references ?? []) as readonly Reference[] }
}

const isReferences = (value: unknown): boolean =>
  Array.isArray(value) && value.every(item => typeof item?.subject === 'string' && typeof item.version === 'number')

interface Resolving {
  readonly id: number
  readonly ask: Ask
  /** Paths that have been asked for: several schemas may refer to the same one. */
  readonly seen: Set<string>
}

async function resolve(references: readonly Reference[], resolving: Resolving): Promise<readonly string[]> {
  const texts: string[] = []
  for (const { subject, version } of references) {
    // What has been deleted since is still referred to.
    const path = `/subjects/${encodeURIComponent(subject)}/versions/${version}?deleted=true`
    if (resolving.seen.has(path)) continue
    resolving.seen.add(path)
    const found = readSchema(await askFor(path, resolving), path)
    texts.push(...(await resolve(found.references, resolving)), found.text)
  }
  return texts
}

async function askFor(path: string, { id, ask }: Resolving): Promise<unknown> {
  try {
    return await ask({ path })
  } catch (error) {
    if (!isUnknown(error)) throw error
    throw new ConnectError(
      'RECORD_UNREADABLE',
      `schema ${id} refers to ${path}, which the registry does not know: ${error.message}`,
      { cause: error },
    )
  }
}

/** The version of a schema, as far as that is clear; undefined whatever goes wrong, as nothing depends on it. */
export async function fetchVersion(id: number, ask: Ask): Promise<number | undefined> {
  try {
    const answer = await ask({ path: `/schemas/ids/${id}/versions` })
    const versions = new Set((answer as readonly { version?: unknown }[]).map(({ version }) => version))
    const [version] = versions
    return versions.size === 1 && typeof version === 'number' ? version : undefined
  } catch {
    return undefined
  }
}
