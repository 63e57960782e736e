import { createTopic as createPubSubTopic, createSubscription } from '@psconnect/client-pubsub/admin'
import { alertSchemaText } from '../test/fixtures/alerts/alert-schema.ts'
import { alertGenerator } from '../test/fixtures/alerts/index.ts'
import { createTopic } from '../test/stack/kafka-topics.ts'
import { type Stack, startStack } from '../test/stack/stack.ts'
import { missingTools } from '../test/stack/tools.ts'
import { type Act, acts } from './demo/acts.ts'
import { Arrivals, type Produced } from './demo/arrivals.ts'
import { produceAlerts } from './demo/produce-alerts.ts'
import { pullAll } from './demo/pull-all.ts'
import { registerSchema } from './demo/register-schema.ts'
import { runConnector } from './demo/run-connector.ts'
import { printSummary } from './demo/summary.ts'
import { bold, fail, grouped, say, step, stepOfAnother, succeed } from './demo/terminal.ts'
import { demoWithoutServices } from './demo/without-services.ts'

/**
 * The main job on real parts: alerts are written into Kafka, psconnect carries them to Pub/Sub in each of its ways, and what arrives there
 * is held against what was written.
 */
const topic = 'alerts-simulated'
const subject = 'alert-packet'
const partitions = 6
const count = 2_000
// An emulator that was there before may remember an earlier run.
const project = `demo-${Date.now().toString(36)}`
const worker = 'configs/demo/worker.yaml'

async function demo(signal: AbortSignal): Promise<void> {
  say(
    bold(
      `psconnect carries ${grouped(count)} alerts from Kafka to Pub/Sub, in three ways; all are pulled back and compared\n`,
    ),
  )
  const stack = await step('Starts Kafka, a schema registry and the Pub/Sub emulator', () =>
    unlessAborted(startStack(), signal),
  )
  try {
    const produced = await produce(stack, signal)
    for (const [index, act] of acts.entries()) {
      say(bold(`\n${index + 1}. ${act.title}\n`))
      await perform(act, { stack, produced, signal })
    }
  } finally {
    say()
    await step('Stops all of them', () => stack.stop())
  }
}

/** Makes the topic and its schema, and fills it. */
async function produce({ addresses: { kafka, registry } }: Stack, signal: AbortSignal): Promise<Produced> {
  const schemaId = await step(`Registers the alerts' schema under the subject ${subject}`, () =>
    registerSchema({ registry, subject, schema: alertSchemaText, signal }),
  )
  const alertAt = alertGenerator({ schemaId })
  await step(`Makes topic ${topic} with ${partitions} partitions in Kafka`, () =>
    createTopic(kafka.plaintext, { topic, partitions }),
  )
  const indexAt = await step(`Produces ${grouped(count)} alerts of about 80 KB, logged in with SCRAM-SHA-512`, report =>
    produceAlerts(kafka, { topic, partitions, count, alertAt, signal }, report),
  )
  return { indexAt, alertAt }
}

interface Stage {
  readonly stack: Stack
  readonly produced: Produced
  readonly signal: AbortSignal
}

async function perform(act: Act, { stack, produced, signal }: Stage): Promise<void> {
  const emulated = { project, emulator: stack.addresses.pubsub }
  const subscription = `${act.topic}-check`
  await step(`Makes topic ${act.topic} with a subscription in Pub/Sub`, async () => {
    await createPubSubTopic(emulated, act.topic)
    await createSubscription(emulated, { topic: act.topic, subscription })
  })
  await stepOfAnother(
    {
      title: `Runs connect-standalone ${worker} ${act.file}`,
      end: 'It committed everything, was asked to stop and ended with exit code 0',
    },
    report => runConnector(connectorJob(act, stack, signal), report),
  )
  const arrivals = new Arrivals(produced, act)
  await step(`Pulls the messages back and compares ${act.compared} with what was produced`, report =>
    pullAll({ project: emulated, subscription, count, signal }, arrivals, report),
  )
  printSummary(arrivals)
  if (arrivals.problems.length > 0) throw new Error(arrivals.problems.slice(0, 5).join('\n'))
}

const connectorJob = ({ file, name }: Act, { addresses: { kafka, registry, pubsub } }: Stack, signal: AbortSignal) => ({
  command: [process.execPath, 'runtime/bin/connect-standalone.mjs', worker, file],
  env: {
    KAFKA_BOOTSTRAP_SERVERS: kafka.saslPlaintext,
    KAFKA_USERNAME: kafka.username,
    KAFKA_PASSWORD: kafka.password,
    SCHEMA_REGISTRY_URL: registry,
    PROJECT_ID: project,
    PUBSUB_EMULATOR_HOST: pubsub,
  },
  broker: kafka.plaintext,
  group: `connect-${name}`,
  topic,
  count,
  signal,
})

/** What the promise gives; an abort rejects at once, and what is still to come ends with this process. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  return Promise.race([promise, aborted])
}

const interrupted = new AbortController()
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(name, () => interrupted.abort(new Error(`The demo was interrupted (${name}).`)))
try {
  const missing = missingTools()
  if (missing.length > 0) {
    await demoWithoutServices(missing, interrupted.signal)
    succeed('All arrived, as they were made. With what is missing above installed, the demo shows Kafka and Pub/Sub.')
  } else {
    await demo(interrupted.signal)
    succeed(`All ${grouped(count)} arrived in all three ways, as they were produced.`)
  }
} catch (error) {
  fail(interrupted.signal.aborted ? interrupted.signal.reason : error)
  process.exitCode = 1
}
// Also where the stack was still starting: what it has started so far ends with this process.
process.exit()
