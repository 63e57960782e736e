/** Every error this project throws on purpose. The key is the code a user greps for; docs/errors.md explains each. */
const catalogue = {
  CONFIG_INVALID: { scope: 'config', retriable: false },
  PLUGIN_INCOMPATIBLE: { scope: 'config', retriable: false },
  RECORD_UNREADABLE: { scope: 'record', retriable: false },
  RECORD_REFUSED: { scope: 'record', retriable: false },
  SOURCE_FAILED: { scope: 'task', retriable: false },
  SOURCE_UNAVAILABLE: { scope: 'task', retriable: true },
  SINK_FAILED: { scope: 'task', retriable: false },
  REGISTRY_FAILED: { scope: 'task', retriable: false },
  PLUGIN_FAULT: { scope: 'task', retriable: false },
  TASK_STUCK: { scope: 'task', retriable: false },
  TASK_FAILED: { scope: 'task', retriable: false },
  CONNECTOR_UNKNOWN: { scope: 'request', retriable: false },
  TASK_UNKNOWN: { scope: 'request', retriable: false },
  CONNECTOR_EXISTS: { scope: 'request', retriable: false },
  CONNECTOR_STATE: { scope: 'request', retriable: false },
  OFFSETS_REFUSED: { scope: 'request', retriable: false },
} as const

/** What an error puts out of action. */
export type Scope = 'record' | 'task' | 'config' | 'request'
/** A code of the catalogue, which gives the scope and whether it is retriable, unless the error says otherwise. */
export type KnownCode = keyof typeof catalogue
/** A plugin's own codes start with its name: `CSV_ROW_TOO_SHORT`. */
export type ErrorCode = KnownCode | (string & {})

interface Details extends ErrorOptions {
  scope?: Scope
  retriable?: boolean
  /** Of bytes that cannot be read: at which of them, the first being 0, reading failed. `psconnect convert` shows what is there. */
  position?: number | undefined
}

const brand = Symbol.for('psconnect.error')

/** An error with a code from the catalogue. Its message says what happened, where, what was expected and what was found. */
export class ConnectError extends Error {
  readonly code: ErrorCode
  readonly scope: Scope
  /** Whether the same attempt may succeed later. */
  readonly retriable: boolean
  /** Undefined where the error is not about one of the bytes. */
  readonly position: number | undefined
  readonly [brand] = true

  constructor(code: ErrorCode, message: string, details: Details = {}) {
    super(message, details)
    this.name = 'ConnectError'
    this.code = code
    const known = isKnown(code) ? catalogue[code] : undefined
    this.scope = details.scope ?? known?.scope ?? 'record'
    this.retriable = details.retriable ?? known?.retriable ?? false
    this.position = details.position
  }

  /** Works for an error from a plugin that brought its own copy of this package, where `instanceof` does not. */
  static is(error: unknown): error is ConnectError {
    try {
      return typeof error === 'object' && error !== null && brand in error
    } catch {
      // A proxy that does not even answer this.
      return false
    }
  }

  /** The codes this project itself uses; docs/errors.md explains each. */
  static get codes(): readonly string[] {
    return Object.keys(catalogue)
  }
}

const isKnown = (code: string): code is KnownCode => Object.hasOwn(catalogue, code)
