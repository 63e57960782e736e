import type { Waiter } from './outage.ts'
import type { RegisteredSchema } from './registered-schema.ts'

/** How the id of a schema is found that something is to be written with. */
export interface Registration {
  readonly subject: string
  readonly text: string
  /** Registers it; otherwise it must be there already. */
  readonly register: boolean
  /** Lets the registry overlook differences that mean nothing, such as the order of properties. */
  readonly normalize: boolean
}

/**
 * Where schemas are. Every method waits for a registry that does not answer, until the waiter's signal aborts; it rejects with
 * RECORD_UNREADABLE where there is no such schema, and with REGISTRY_FAILED where the task cannot go on.
 */
export interface SchemaRegistry {
  schema(id: number, waiter: Waiter): Promise<RegisteredSchema>
  idOf(registration: Registration, waiter: Waiter): Promise<number>
  /** The newest schema of a subject. */
  latest(subject: string, waiter: Waiter): Promise<RegisteredSchema>
}
