import { tmpdir } from 'node:os'
import { type Certificates, makeCertificates } from '../test/stack/certificates.ts'
import { makeGuardedFolder } from '../test/stack/guard.ts'
import type { KafkaAddress } from '../test/stack/kafka.ts'
import { startStack } from '../test/stack/stack.ts'
import { TokenEndpoint } from '../test/stack/token-endpoint.ts'
import { assembleJava } from './java.ts'
import type { Options } from './options.ts'
import type { Job, Program } from './program.ts'
import { installPsconnect } from './psconnect.ts'
import { Topics } from './topics.ts'
import type { Work } from './works.ts'

/** Everything around what is measured. */
export interface Bench {
  readonly programs: readonly Program[]
  readonly kafka: KafkaAddress
  readonly topics: Topics
  readonly certificates: Certificates
  /** A service account's key file, whose tokens come from a server here. */
  readonly credentials: string
  readonly answerAfterMs: number
  readonly stopAfterMs: number | undefined
  readonly close: () => Promise<void>
}

export const openBench = async ({ peer, answerAfterMs, stopAfterMs }: Options): Promise<Bench> => {
  const certificates = await makeCertificates()
  const folder = await makeGuardedFolder(tmpdir(), 'psconnect-bench-')
  const ours = await installPsconnect(folder.path, certificates.caFile)
  const programs = peer === 'java' ? [ours, await assembleJava(certificates)] : [ours]
  const tokens = await new TokenEndpoint().start()
  const stack = await startStack({ services: ['kafka'] })
  const { kafka } = stack.addresses
  const close = async (): Promise<void> => {
    tokens.stop()
    await stack.stop()
    await folder.remove()
  }
  const topics = new Topics(kafka.plaintext)
  const credentials = keyFile(tokens)
  return { programs, kafka, topics, certificates, credentials, answerAfterMs, stopAfterMs, close }
}

/** Google's library for Java wants ids that ours does without. */
const keyFile = (tokens: TokenEndpoint): string => {
  const ids = { client_id: '1', private_key_id: '1', project_id: 'test-project' }
  return JSON.stringify({ ...JSON.parse(tokens.credentials()), ...ids })
}

let groups = 0
export const jobOf = (work: Work, { kafka }: Bench, at: Pick<Job, 'topic' | 'receiver'>): Job => ({
  work,
  kafka,
  group: `bench-${groups++}`,
  ...at,
})
