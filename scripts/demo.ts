import { createTopic as createPubSubTopic, createSubscription } from '@psconnect/client-pubsub/admin'
import { createTopic } from '../test/stack/kafka-topics.ts'
import { type Stack, startStack } from '../test/stack/stack.ts'
import { Arrivals } from './demo/arrivals.ts'
import { produceAlerts } from './demo/produce-alerts.ts'
import { pullAll } from './demo/pull-all.ts'
import { runConnector } from './demo/run-connector.ts'
import { printSummary } from './demo/summary.ts'
import { bold, fail, grouped, say, step, stepOfAnother, succeed } from './demo/terminal.ts'

/**
 * The main job on real parts: alerts are written into Kafka, psconnect carries them to Pub/Sub, and what arrives there is held
 * against what was written, byte by byte.
 */
const topic = 'alerts-simulated'
const partitions = 6
const count = 2_000
// An emulator that was there before may remember an earlier run.
const project = `demo-${Date.now().toString(36)}`
const subscription = `${topic}-check`
const command = ['connect-standalone', 'configs/demo/worker.yaml', 'configs/demo/connector.yaml']

type DemoStack = Stack<'kafka' | 'pubsub'>

async function demo(signal: AbortSignal): Promise<void> {
  say(bold(`psconnect carries ${grouped(count)} alerts from Kafka to Pub/Sub; all are pulled back and compared\n`))
  const stack = await step('Starts Kafka and the Pub/Sub emulator', () =>
    unlessAborted(startStack({ services: ['kafka', 'pubsub'] }), signal),
  )
  try {
    await onStack(stack, signal)
  } finally {
    await step('Stops both', () => stack.stop())
  }
}

async function onStack(stack: DemoStack, signal: AbortSignal): Promise<void> {
  const { kafka, pubsub } = stack.addresses
  const emulated = { project, emulator: pubsub }
  await step(
    `Makes topic ${topic} with ${partitions} partitions in Kafka, and one with a subscription in Pub/Sub`,
    async () => {
      await createTopic(kafka.plaintext, { topic, partitions })
      await createPubSubTopic(emulated, topic)
      await createSubscription(emulated, { topic, subscription })
    },
  )
  const indexAt = await step(`Produces ${grouped(count)} alerts of about 80 KB, logged in with SCRAM-SHA-512`, report =>
    produceAlerts(kafka, { topic, partitions, count, signal }, report),
  )
  await stepOfAnother(
    {
      title: `Runs ${command.join(' ')}`,
      end: 'It committed everything, was asked to stop and ended with exit code 0',
    },
    report => runConnector(connectorJob(stack, signal), report),
  )
  const arrivals = new Arrivals(indexAt)
  await step('Pulls the messages back and compares them with what was produced', report =>
    pullAll({ project: emulated, subscription, count, signal }, arrivals, report),
  )
  printSummary(arrivals)
  if (arrivals.problems.length > 0) throw new Error(arrivals.problems.slice(0, 5).join('\n'))
}

const connectorJob = ({ addresses: { kafka, pubsub } }: DemoStack, signal: AbortSignal) => ({
  command: [process.execPath, 'runtime/bin/connect-standalone.mjs', ...command.slice(1)],
  env: {
    KAFKA_BOOTSTRAP_SERVERS: kafka.saslPlaintext,
    KAFKA_USERNAME: kafka.username,
    KAFKA_PASSWORD: kafka.password,
    PROJECT_ID: project,
    PUBSUB_EMULATOR_HOST: pubsub,
  },
  broker: kafka.plaintext,
  group: 'connect-demo',
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
  await demo(interrupted.signal)
  succeed(`All ${grouped(count)} arrived, each byte as it was produced.`)
} catch (error) {
  fail(interrupted.signal.aborted ? interrupted.signal.reason : error)
  process.exitCode = 1
}
// Also where the stack was still starting: what it has started so far ends with this process.
process.exit()
