import type { ConsumerRecord } from './record.ts'

/**
 * How `psconnect doctor` finds out whether a plugin's configuration works. Nothing of it may change anything: nothing is committed, joined,
 * published or created.
 */
export interface Diagnosis {
  /** Where it connects to. The doctor itself tries name, TCP and TLS of each; one that answers is enough. */
  readonly endpoints: readonly DiagnosisEndpoint[]
  /** Folders that it writes to, which need not exist yet. */
  readonly folders?: readonly { readonly key: string; readonly path: string }[]
  /** In the order of the way. */
  readonly steps: readonly DiagnosisStep[]
}

/** A server by its address. */
export interface DiagnosisEndpoint {
  readonly host: string
  readonly port: number
  /** Null: it is spoken to in plain text. */
  readonly tls: DiagnosisTls | null
}

/** As node:tls takes it. */
export interface DiagnosisTls {
  /** PEM. Without it, Node's own list of authorities holds. */
  readonly ca?: readonly string[]
  /** What is shown of oneself, PEM. */
  readonly cert?: string
  readonly key?: string
  /** Given, whatever names the certificate has is accepted. */
  readonly checkServerIdentity?: () => undefined
}

/** One step of the way. */
export interface DiagnosisStep {
  /** One or two words, such as `login`: it stands before what was found. */
  readonly name: string
  /**
   * The names of steps without which this one cannot be tried: earlier ones of the same diagnosis, or those that the doctor puts before
   * them: `name`, `TCP`, `TLS`.
   */
  readonly needs?: readonly string[]
  /** What to do when it has failed, as a sentence that begins with a verb; what was found may say it better. */
  readonly remedy?: string
  /** A rejection is a failure, whose message says what was found. When `signal` aborts, nobody waits for it any longer. */
  readonly run: (signal: AbortSignal) => Promise<DiagnosisFinding>
}

/** What a step has found. */
export interface DiagnosisFinding {
  /** `warning`: it works, but somebody should look. `unknown`: there is nothing to try, or no way to tell. */
  readonly outcome: 'ok' | 'warning' | 'failed' | 'unknown'
  /** A phrase or a sentence, without a full stop. */
  readonly text: string
  readonly remedy?: string
  /** Of a source: one that it has read, on which the connector's converters are tried. */
  readonly record?: ConsumerRecord
  /** What a server's clock says, where it told. */
  readonly serverTime?: Date
}
