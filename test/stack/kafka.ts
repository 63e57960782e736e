import { mkdir, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { kafkaJars } from './cache.ts'
import { type Certificates, makeCertificates } from './certificates.ts'
import { findFreePorts } from './free-ports.ts'
import { runCommand } from './run-command.ts'
import { Service, type ServiceHandle } from './service.ts'
import { javaCommand } from './tools.ts'

export interface KafkaAddress {
  readonly plaintext: string
  /** SCRAM-SHA-256, SCRAM-SHA-512 or PLAIN with `username` and `password`, as on `saslSsl`. */
  readonly saslPlaintext: string
  readonly saslSsl: string
  readonly username: string
  readonly password: string
  /** The certificate authority to trust on `saslSsl` (PEM). */
  readonly caFile: string
}

export interface RunningKafka extends ServiceHandle {
  readonly address: KafkaAddress
}

const username = 'alerts'
const password = 'alerts-secret'

/** One node of Kafka that is broker and controller. */
export const startKafka = async (folder: string): Promise<RunningKafka> => {
  const [jars, certificates, ports] = await Promise.all([kafkaJars(), makeCertificates(), findFreePorts(4)])
  const [plaintext = 0, saslPlaintext = 0, saslSsl = 0, controller = 0] = ports
  const home = join(folder, 'kafka')
  await mkdir(home)
  const settings = join(home, 'server.properties')
  await writeFile(settings, serverProperties({ plaintext, saslPlaintext, saslSsl, controller }, home, certificates))
  const java = (heap: string, main: string, ...args: string[]): string[] =>
    javaCommand(heap, '-Dlog4j2.level=WARN', '-cp', jars, main, ...args)
  await runCommand(java('128m', 'kafka.tools.StorageTool', ...formatArguments(settings)), home)
  const service = new Service({
    name: 'Kafka',
    command: java('768m', 'kafka.Kafka', settings),
    cwd: home,
    logFile: join(folder, 'kafka.log'),
    answers: () => listsBroker(plaintext),
  })
  await service.start()
  const address: KafkaAddress = {
    plaintext: `127.0.0.1:${plaintext}`,
    saslPlaintext: `127.0.0.1:${saslPlaintext}`,
    saslSsl: `127.0.0.1:${saslSsl}`,
    username,
    password,
    caFile: certificates.caFile,
  }
  return Object.assign(service, { address })
}

const formatArguments = (settings: string): string[] => {
  const users = ['256', '512'].map(bits => `SCRAM-SHA-${bits}=[name=${username},password=${password}]`)
  const addUsers = users.flatMap(user => ['--add-scram', user])
  return ['format', '--cluster-id', 'cHNjb25uZWN0LXN0YWNrLQ', '--config', settings, ...addUsers]
}

interface KafkaPorts {
  readonly plaintext: number
  readonly saslPlaintext: number
  readonly saslSsl: number
  readonly controller: number
}

const serverProperties = (ports: KafkaPorts, home: string, certificates: Certificates): string => {
  const listeners =
    `PLAINTEXT://127.0.0.1:${ports.plaintext},SASL_PLAINTEXT://127.0.0.1:${ports.saslPlaintext},` +
    `SASL_SSL://127.0.0.1:${ports.saslSsl}`
  return `
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${ports.controller}
controller.listener.names=CONTROLLER
listeners=${listeners},CONTROLLER://127.0.0.1:${ports.controller}
advertised.listeners=${listeners}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT
inter.broker.listener.name=PLAINTEXT
log.dirs=${join(home, 'data')}
${['sasl_plaintext', 'sasl_ssl'].map(saslProperties).join('\n')}
ssl.keystore.type=PKCS12
ssl.keystore.location=${certificates.keystoreFile}
ssl.keystore.password=${certificates.keystorePassword}
ssl.key.password=${certificates.keystorePassword}

# Nothing appears that a test did not make, and groups do not wait for members who are not coming.
auto.create.topics.enable=false
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000

# A broker that was killed may come back once its last session has ended: after 4 s instead of 9.
broker.session.timeout.ms=4000
broker.heartbeat.interval.ms=500

# One broker cannot hold three copies.
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1

# Records of 12 MB fit, and records with old timestamps stay.
message.max.bytes=16777216
replica.fetch.max.bytes=16777216
log.retention.ms=-1
`
}

const saslProperties = (listener: string): string => {
  const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule required;'
  const plain = `org.apache.kafka.common.security.plain.PlainLoginModule required user_${username}="${password}";`
  return `
listener.name.${listener}.sasl.enabled.mechanisms=SCRAM-SHA-256,SCRAM-SHA-512,PLAIN
listener.name.${listener}.scram-sha-256.sasl.jaas.config=${scram}
listener.name.${listener}.scram-sha-512.sasl.jaas.config=${scram}
listener.name.${listener}.plain.sasl.jaas.config=${plain}`
}

/** A Metadata request (version 1, no topics): the broker counts as started once it names itself among the brokers. */
const metadataRequest = Buffer.from('0000000e 0003 0001 00000001 ffff 00000000'.replaceAll(' ', ''), 'hex')

const listsBroker = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const socket = connect(port, '127.0.0.1', () => socket.write(metadataRequest))
    socket.setTimeout(2_000, () => socket.destroy())
    socket.on('data', answer => {
      resolve(answer.length >= 12 && answer.readInt32BE(8) > 0)
      socket.destroy()
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(false))
  })
