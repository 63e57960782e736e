import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { StandInMachine } from '../deploy/stand-ins.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { uniqueName } from './support/alerts-topic.ts'
import { until } from './support/consume.ts'
import { EmulatedTopic } from './support/emulated-topic.ts'
import { RegisteredAlerts } from './support/registered-alerts.ts'

const count = 20
const page = readFileSync('docs/from-java.md', 'utf8')
const blocks = (kind: string): string[] =>
  [...page.matchAll(/^```sh (\w+)\n([^]*?)^```$/gm)].filter(([, of]) => of === kind).map(([, , text = '']) => text)
/** Those under Now, in their order, each in one line. */
const commands = blocks('now').flatMap(text =>
  text
    .replaceAll(/\\\n\s*/g, '')
    .trimEnd()
    .split('\n'),
)

interface Ended {
  readonly code: number | null
  readonly text: string
}

describe('docs/from-java.md', { skip: cannotStart() }, () => {
  let stack: JoinedStack<'kafka' | 'registry' | 'pubsub'>
  let alerts: RegisteredAlerts
  let receiver: EmulatedTopic
  let machine: StandInMachine
  let env: Readonly<Record<string, string>>
  let worker: Running | undefined
  before(async () => {
    stack = await joinStack(['kafka', 'registry', 'pubsub'])
    const { kafka, registry, pubsub } = stack.addresses
    alerts = await RegisteredAlerts.create(kafka.plaintext, registry)
    await alerts.produce(count)
    receiver = await EmulatedTopic.create(pubsub)
    machine = new StandInMachine()
    env = {
      ...machine.environment([{ to: 'gcloud*describe*', code: 1, text: 'ERROR: NOT_FOUND' }]),
      PUBSUB_EMULATOR_HOST: pubsub,
      PROJECT_ID: receiver.project,
      KAFKA_TOPIC: alerts.topic,
      PS_TOPIC: receiver.topic,
      BROKER: kafka.saslPlaintext,
      SCHEMA_REGISTRY_URL: registry,
      SCHEMA_ID: String(alerts.at('0/0').readUInt32BE(1)),
      KAFKA_PASSWORD: kafka.password,
    }
    layOut()
  })
  after(async () => {
    worker?.child.kill('SIGKILL')
    machine?.remove()
    await forget(`${receiver?.topic}-audit`)
    await receiver?.forget()
    await stack?.leave()
  })

  /** The folder that the page speaks of: a checkout, with the deployment's files for this broker. */
  const layOut = () => {
    for (const program of ['psconnect', 'connect-standalone'])
      machine.put(
        `bin/${program}`,
        `#!/bin/bash\nexec ${process.execPath} ${resolve(`runtime/bin/${program}.mjs`)} "$@"\n`,
      )
    symlinkSync(resolve('deploy'), join(machine.folder, 'deploy'))
    machine.put('packed/psconnect-0.1.0.tgz')
    const group = uniqueName('group')
    for (const name of ['worker', 'connector', 'admin', 'consumer']) {
      const text = readFileSync(`configs/rubin/${name}.properties`, 'utf8')
        .replaceAll('usdf-alert-stream-dev.lsst.cloud:9094', stack.addresses.kafka.saslPlaintext)
        .replaceAll('username="pittgoogle-idfint"', `username="${stack.addresses.kafka.username}"`)
        .replaceAll('pittgoogle-idfint-kafka-pubsub-connector', group)
        .replaceAll('SASL_SSL', 'SASL_PLAINTEXT')
      const more = name === 'worker' ? '\nlisteners=http://127.0.0.1:0\noffset.flush.interval.ms=500\n' : ''
      machine.put(`${name}.properties`, text + more)
      const secret = '${gcpsecret:projects/test-project/secrets/password/versions/latest}'
      machine.put(
        `consumer/${name}.properties`,
        text.replace('${env:KAFKA_PASSWORD}', secret).replace('${env:KAFKA_PASSWORD}', secret),
      )
    }
  }

  /** The subscription that the page makes. */
  const forget = (subscription: string) =>
    fetch(`http://${stack?.addresses.pubsub}/v1/projects/test-project/subscriptions/${subscription}`, {
      method: 'DELETE',
    })

  const start = (command: string): Running => new Running(command, { cwd: machine.folder, env })

  const run = async (command: string): Promise<Ended> => {
    const { code, text } = await start(command).ended
    assert.equal(code, 0, `${command}\n${text}`)
    assert.ok(!text.includes(stack.addresses.kafka.password), command)
    return { code, text }
  }

  /** Where the worker listens, once all records are stored and committed. */
  const carried = async (started: Running): Promise<string> => {
    await until(() => /REST interface at/.test(started.text) || started.child.exitCode !== null)
    const url = /REST interface at (http:\/\/[\w.:]+)/.exec(started.text)?.[1]
    assert.ok(url, started.text)
    const limit = Date.now() + 60_000
    while ((await committed(url)) < count) assert.ok(Date.now() < limit, started.text)
    return url
  }

  it('uses no variable that it does not introduce', () => {
    const introduced = blocks('variables').flatMap(text => [...text.matchAll(/export (\w+)/g)].map(([, name]) => name))
    const used = commands.flatMap(text => [...text.matchAll(/\$(\w+)/g)].map(([, name]) => name))
    assert.deepEqual(
      [...new Set(used)].filter(name => !introduced.includes(name)),
      [],
    )
    assert.deepEqual(
      introduced.filter(name => env[name ?? ''] === undefined),
      [],
    )
  })

  /** What each command has said, and the last of those that begin with the same two words; the worker goes on running. */
  const walk = async (): Promise<ReadonlyMap<string, string>> => {
    const told = new Map<string, string>()
    let url = ''
    for (const command of commands)
      if (command.startsWith('connect-standalone') && !command.includes('--dry-run')) {
        worker = start(command)
        url = await carried(worker)
      } else {
        // The port of the page may be somebody else's on this machine.
        const { text } = await run(command === 'psconnect status' ? `${command} --url ${url}` : command)
        told.set(command.split(' ').slice(0, 2).join(' '), text)
      }
    return told
  }

  it('has commands that do what it says, one after the other', async () => {
    const told = await walk()
    for (const [command, says] of [
      ['psconnect topics', `${alerts.topic} exists`],
      ['psconnect consume', 'alertId='],
      ['psconnect doctor', `topics/${receiver.topic} exists`],
      ['psconnect status', 'ps-sink-connector'],
      ['psconnect pull', 'alertId='],
      ['psconnect audit', `${alerts.topic}/0: 10 of 10 offsets arrived`],
    ] as const)
      assert.ok(told.get(command)?.includes(says), `${command}\n${told.get(command)}`)
    assert.equal(JSON.parse(machine.read('alert.avsc')).name, 'alert')
    const { calls } = machine
    assert.ok(calls.some(call => call.startsWith(`gcloud --project=${receiver.project} compute instances create`)))
    assert.ok(calls.includes('sudo bash deploy/vm/install.sh packed/psconnect-0.1.0.tgz'))
    worker?.child.kill('SIGTERM')
    assert.equal((await worker?.ended)?.code, 0)
  })
})

/** How many records the connector's group has committed. */
async function committed(url: string): Promise<number> {
  const answer = await fetch(`${url}/connectors/ps-sink-connector/offsets`)
  const { offsets = [] } = (await answer.json()) as { offsets?: { offset: { kafka_offset: number } }[] }
  return offsets.reduce((sum, { offset }) => sum + offset.kafka_offset, 0)
}

class Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  text = ''

  constructor(command: string, options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> }) {
    // `exec`, so that signals are for the program itself.
    const child = spawn('/bin/bash', ['-c', `exec ${command}`], { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    this.child = child
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (bytes: Buffer) => (this.text += bytes.toString()))
    this.ended = once(child, 'close').then(([code]) => ({ code: code as number | null, text: this.text }))
  }
}
