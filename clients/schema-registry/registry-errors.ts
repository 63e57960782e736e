import { ConnectError } from 'psconnect/plugin'

/** No answer, or one that may be another the next time. The message is the reason, without the URL. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError'
  /** How long the registry wants to be left alone at least. */
  readonly waitMs: number

  constructor(reason: string, waitMs = 0, details?: ErrorOptions) {
    super(reason, details)
    this.waitMs = waitMs
  }
}

/** The registry itself says no, for a reason that has a number: 40403 is "no such schema". */
export class RegistryError extends Error {
  override readonly name = 'RegistryError'
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

/** The codes by which a registry says that it knows no such subject, version or schema. */
export const unknownCodes: readonly number[] = [40401, 40402, 40403]

export const isUnknown = (error: unknown): error is RegistryError =>
  error instanceof RegistryError && unknownCodes.includes(error.code)

/** What no record is to blame for and no waiting can mend: the task fails, whatever `errors.tolerance` says. */
export const registryFailed = (message: string, cause?: unknown): ConnectError =>
  new ConnectError('REGISTRY_FAILED', message, { cause })
