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
  /** TLS without a login. */
  readonly ssl: string
  /** TLS that asks for the certificate of `clientKeystoreFile`. */
  readonly mutualTls: string
  /** OAUTHBEARER in the clear; takes unsigned tokens of scope `kafka`. */
  readonly oauth: string
  readonly username: string
  readonly password: string
  /** The certificate authority to trust wherever TLS is (PEM). */
  readonly caFile: string
  /** The same as PKCS12, and a client's certificate, both with `storePassword`. */
  readonly truststoreFile: string
  readonly clientKeystoreFile: string
  readonly storePassword: string
}

export interface RunningKafka extends ServiceHandle {
  readonly address: KafkaAddress
}

const username = 'alerts'
const password = 'alerts-secret'

/** One node of Kafka that is broker and controller. */
export const startKafka = async (folder: string): Promise<RunningKafka> => {
  const names = Object.keys(listeners) as ListenerName[]
  const [jars, certificates, ports] = await Promise.all([
    kafkaJars(),
    makeCertificates(),
    findFreePorts(names.length + 1),
  ])
  const controller = `127.0.0.1:${ports[names.length]}`
  const at = Object.fromEntries(names.map((name, index) => [name, `127.0.0.1:${ports[index]}`])) as Addresses
  const home = join(folder, 'kafka')
  await mkdir(home)
  const settings = join(home, 'server.properties')
  await writeFile(settings, serverProperties({ at, controller, home, certificates }))
  const java = (heap: string, main: string, ...args: string[]): string[] =>
    javaCommand(heap, '-Dlog4j2.level=WARN', '-cp', jars, main, ...args)
  await runCommand(java('128m', 'kafka.tools.StorageTool', ...formatArguments(settings)), home)
  const service = new Service({
    name: 'Kafka',
    command: java('768m', 'kafka.Kafka', settings),
    cwd: home,
    logFile: join(folder, 'kafka.log'),
    answers: () => listsBroker(Number(at.PLAINTEXT.split(':')[1])),
  })
  await service.start()
  const { caFile, truststoreFile, clientKeystoreFile, storePassword } = certificates
  const address: KafkaAddress = {
    plaintext: at.PLAINTEXT,
    saslPlaintext: at.SASL_PLAINTEXT,
    saslSsl: at.SASL_SSL,
    ssl: at.SSL,
    mutualTls: at.MUTUAL_TLS,
    oauth: at.OAUTH,
    username,
    password,
    caFile,
    truststoreFile,
    clientKeystoreFile,
    storePassword,
  }
  return Object.assign(service, { address })
}

const formatArguments = (settings: string): string[] => {
  const users = ['256', '512'].map(bits => `SCRAM-SHA-${bits}=[name=${username},password=${password}]`)
  const addUsers = users.flatMap(user => ['--add-scram', user])
  return ['format', '--cluster-id', 'cHNjb25uZWN0LXN0YWNrLQ', '--config', settings, ...addUsers]
}

/** By the listener's name, the protocol it speaks. */
const listeners = {
  PLAINTEXT: 'PLAINTEXT',
  SASL_PLAINTEXT: 'SASL_PLAINTEXT',
  SASL_SSL: 'SASL_SSL',
  SSL: 'SSL',
  MUTUAL_TLS: 'SSL',
  OAUTH: 'SASL_PLAINTEXT',
} as const

type ListenerName = keyof typeof listeners
type Addresses = Readonly<Record<ListenerName, string>>

interface Settings {
  readonly at: Addresses
  readonly controller: string
  readonly home: string
  readonly certificates: Certificates
}

const serverProperties = ({ at, controller, home, certificates }: Settings): string => {
  const advertised = Object.entries(at)
    .map(([name, address]) => `${name}://${address}`)
    .join()
  const protocols = Object.entries(listeners)
    .map(([name, protocol]) => `${name}:${protocol}`)
    .join()
  return `
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@${controller}
controller.listener.names=CONTROLLER
listeners=${advertised},CONTROLLER://${controller}
advertised.listeners=${advertised}
listener.security.protocol.map=${protocols},CONTROLLER:PLAINTEXT
inter.broker.listener.name=PLAINTEXT
log.dirs=${join(home, 'data')}
${['sasl_plaintext', 'sasl_ssl'].map(saslProperties).join('\n')}
ssl.keystore.type=PKCS12
ssl.keystore.location=${certificates.keystoreFile}
ssl.keystore.password=${certificates.storePassword}
ssl.key.password=${certificates.storePassword}
ssl.truststore.type=PEM
ssl.truststore.location=${certificates.caFile}
listener.name.mutual_tls.ssl.client.auth=required
${oauthProperties}

# Who has no login may do everything, and everybody what nothing is said about.
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
allow.everyone.if.no.acl.found=true
super.users=User:ANONYMOUS

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

/** The broker itself needs a token too, and believes every one that is not signed. A connection's login ends with its token. */
const oauthProperties = `
listener.name.oauth.sasl.enabled.mechanisms=OAUTHBEARER
listener.name.oauth.oauthbearer.connections.max.reauth.ms=3600000
listener.name.oauth.oauthbearer.sasl.jaas.config=\
  org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required \
  unsecuredLoginStringClaim_sub="broker" unsecuredValidatorRequiredScope="kafka";`

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
