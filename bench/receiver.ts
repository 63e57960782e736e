import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Certificates } from '../test/stack/certificates.ts'

export interface ReceiverOptions {
  /** Without them, plaintext. */
  readonly tls?: Pick<Certificates, 'keystoreFile' | 'storePassword'> | undefined
  /** How late each Publish request is answered. */
  readonly answerAfterMs: number
}

export interface Received {
  readonly messages: number
  /** When the first and the last request came, in milliseconds since 1970; 0: none did. */
  readonly firstAt: number
  readonly lastAt: number
}

/** It counts and does nothing else: one that says nothing for so long has died. */
const ANSWER_LIMIT_MS = 30_000

/** A Publish server in a process of its own that counts what it gets and throws it away: as little work as possible beside what is measured. */
export class Receiver {
  readonly address: string
  readonly #process: ChildProcess

  constructor(child: ChildProcess, port: number) {
    this.#process = child
    this.address = `127.0.0.1:${port}`
  }

  async received(): Promise<Received> {
    this.#process.send('report')
    const [answer] = (await once(this.#process, 'message', { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) })) as [
      Received,
    ]
    return answer
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return
    this.#process.disconnect()
    await once(this.#process, 'exit')
  }
}

export const startReceiver = async (options: ReceiverOptions): Promise<Receiver> => {
  const child = fork(new URL('receiver-process.ts', import.meta.url), [JSON.stringify(options)], { execArgv: [] })
  const [port] = (await once(child, 'message')) as [number]
  return new Receiver(child, port)
}
