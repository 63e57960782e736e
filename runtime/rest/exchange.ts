import type { ConnectorConfigs } from '../config/connector-configs.ts'
import type { ResolvedRest } from '../config/resolve-rest.ts'
import type { Plugins } from '../plugin-loader/plugins.ts'
import type { LogLevels } from '../telemetry/log-levels.ts'
import type { Secrets } from '../telemetry/redact.ts'
import type { Worker } from '../worker/worker.ts'

/** A request as a handler sees it. */
export interface RestRequest {
  /** What stands in the path for `:name`, decoded. */
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** What its JSON holds, numbers as they are written; undefined where it has no body. */
  readonly body: unknown
  /** Where this listener is reached: http://host:port */
  readonly base: string
}

/** What a handler answers: JSON, text of another type, or nothing. */
export interface Answer {
  readonly status: number
  readonly json?: unknown
  readonly text?: { readonly type: string; readonly content: string }
  readonly headers?: Readonly<Record<string, string>>
}

/** What handlers act upon. */
export interface RestServices {
  readonly worker: Worker
  readonly plugins: Plugins
  readonly configs: ConnectorConfigs
  readonly levels: LogLevels
  readonly secrets: Secrets
  readonly config: ResolvedRest
  readonly version: string
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** A part that begins with a colon stands for any text without a slash. */
  readonly path: string
  readonly handle: (request: RestRequest, services: RestServices) => Answer | Promise<Answer>
}

export const ok = (json: unknown): Answer => ({ status: 200, json })
export const accepted: Answer = { status: 202 }
export const done: Answer = { status: 204 }

/** What is answered instead, and why. */
export class Refusal extends Error {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message)
    this.status = status
    this.headers = headers
  }
}
