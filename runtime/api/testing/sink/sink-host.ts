import type { ConnectError } from '../../errors.ts'
import type { ConnectRecord } from '../../record.ts'
import type { SinkContext, SinkService } from '../../sink.ts'
import type { Reservation } from '../../source.ts'

/** The host's side of a sink, which notes what it is told. */
export class SinkHost implements SinkContext {
  readonly log = { debug() {}, info() {}, warn() {}, error() {} }
  readonly signal: AbortSignal = new AbortController().signal
  readonly task = { connector: 'contract', index: 0, count: 1 }
  readonly rejected: { readonly record: ConnectRecord; readonly error: ConnectError }[] = []
  /** What becomes of records that are rejected. */
  rejecting: () => Promise<void> = async () => {}
  held = 0
  readonly #service: SinkService | undefined
  readonly #first = Promise.withResolvers<void>()

  constructor(service: SinkService | undefined) {
    this.#service = service
  }

  get firstRejection(): Promise<void> {
    return this.#first.promise
  }

  reject(record: ConnectRecord, error: ConnectError): Promise<void> {
    this.rejected.push({ record, error })
    this.#first.resolve()
    return this.rejecting()
  }

  hold(bytes: number): Reservation {
    let lent = bytes
    this.held += bytes
    const resize = (to: number): void => {
      this.held += to - lent
      lent = to
    }
    return { resize, release: () => resize(0) }
  }

  async callService(request: unknown, signal: AbortSignal): Promise<unknown> {
    if (!this.#service) throw new Error('the plugin has no service')
    return this.#service.call(structuredClone(request), signal)
  }

  retrying(): void {}
  resent(): void {}
  requested(): void {}
}
