import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { KafkaAddress } from '../../stack/kafka.ts'
import { uniqueName } from './alerts-topic.ts'
import type { EmulatedTopic } from './emulated-topic.ts'
import { jobFiles } from './job.ts'
import { psconnect } from './psconnect.ts'
import type { RegisteredAlerts } from './registered-alerts.ts'

export interface Told {
  readonly ok: boolean
  readonly sections: readonly {
    readonly title: string
    readonly steps: readonly {
      readonly name: string
      readonly outcome: string
      readonly text: string
      remedy?: string
    }[]
  }[]
}

/** What differs from a deployment in which all is well. */
export interface Deployment {
  readonly topic?: string
  readonly group?: string
  /** Further lines of the files; of a key that stands there already, the last one counts. */
  readonly worker?: readonly string[]
  readonly connector?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

export interface Place {
  readonly kafka: KafkaAddress
  readonly registry: string
  /** host:port */
  readonly pubsub: string
  readonly alerts: RegisteredAlerts
  readonly receiver: EmulatedTopic
  readonly folder: string
}

/** What `psconnect doctor --json` tells of such a deployment. */
export async function askDoctor(deployment: Deployment, place: Place) {
  const { code, stdout, stderr } = await psconnect(
    ['doctor', '--json', ...(await filesFor(deployment, place))],
    deployment.env,
  )
  assert.equal(stderr, '')
  const told = JSON.parse(stdout.toString()) as Told
  assert.equal(code, told.ok ? 0 : 1)
  const steps = told.sections.flatMap(section => section.steps)
  return { ...told, steps, failed: steps.filter(({ outcome }) => outcome === 'failed') }
}

/** Paths of its files: SASL_SSL, Avro with a registry, Pub/Sub. */
export async function filesFor(deployment: Deployment, place: Place): Promise<readonly string[]> {
  const { kafka, registry, pubsub, alerts, receiver, folder } = place
  const { topic = alerts.topic, group = uniqueName('doctor'), worker = [], connector = [] } = deployment
  const texts = jobFiles({
    topic,
    group,
    kafka,
    worker: [
      `bootstrap.servers=${kafka.saslSsl}`,
      'consumer.security.protocol=SASL_SSL',
      'consumer.ssl.truststore.type=PEM',
      `consumer.ssl.truststore.location=${kafka.caFile}`,
      ...worker,
    ],
    connector: [
      'value.converter=io.confluent.connect.avro.AvroConverter',
      `value.converter.schema.registry.url=${registry}`,
      `value.converter.schema.cache.dir=${join(folder, 'schemas')}`,
      `cps.topic=${receiver.topic}`,
      `cps.endpoint=${pubsub}`,
      'cps.useEmulator=true',
      ...connector,
    ],
  })
  const files = texts.map(([name, text]) => [join(folder, `${uniqueName('file')}-${name}`), lastOfEach(text)] as const)
  for (const [file, text] of files) await writeFile(file, text)
  return files.map(([file]) => file)
}

/** Files may not say a key twice. */
function lastOfEach(text: string): string {
  const lines = text.split('\n').map(line => [line.slice(0, line.indexOf('=')), line] as const)
  return [...new Map(lines).values()].join('\n')
}
