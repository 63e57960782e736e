import { join } from 'node:path'
import { cached, fetchJars } from '../test/stack/cache.ts'
import type { Certificates } from '../test/stack/certificates.ts'
import { javaProgram } from '../test/stack/tools.ts'
import type { Program } from './program.ts'

/** Kafka Connect with Google's connector, started as its own connect-standalone.sh does. */
export const assembleJava = async ({ truststoreFile, storePassword }: Certificates): Promise<Program> => {
  const [connect, plugins] = await Promise.all([
    cached('kafka-connect-4.1.1', 'Kafka Connect 4.1.1 from Maven (35 MB)', folder => fetchJars(folder, connectJars)),
    cached('pubsub-group-kafka-connector-1.3.3', "Google's connector 1.3.3 from Maven (61 MB)", folder =>
      fetchJars(folder, ['com.google.cloud:pubsub-group-kafka-connector:1.3.3']),
    ),
  ])
  const heap = ['-Xms256M', '-Xmx2G', '-XX:+UseG1GC']
  const trust = [
    `-Djavax.net.ssl.trustStore=${truststoreFile}`,
    `-Djavax.net.ssl.trustStorePassword=${storePassword}`,
    '-Djavax.net.ssl.trustStoreType=PKCS12',
  ]
  const options = [...heap, ...trust, '-Dlog4j2.level=INFO', '-cp', join(connect, '*')]
  const main = 'org.apache.kafka.connect.cli.ConnectStandalone'
  return {
    name: 'Kafka Connect (Java)',
    command: (worker, connector) => [javaProgram('java'), ...options, main, worker, connector],
    env: { PUBSUB_EMULATOR_HOST: '' },
    workerLines: [`plugin.path=${plugins}`],
    // Google's connector cannot talk plaintext, and refuses a struct in a struct, which every alert has.
    can: ({ receiver, avro }) => receiver === 'TLS' && avro === undefined,
    ready: /newly assigned partitions/,
    fatal: /OutOfMemoryError|Task threw an uncaught and unrecoverable exception/,
  }
}

const connectJars = [
  ...['connect-runtime', 'connect-json', 'connect-file', 'connect-transforms'].map(
    name => `org.apache.kafka:${name}:4.1.1`,
  ),
  ...['log4j-slf4j-impl', 'log4j-core'].map(name => `org.apache.logging.log4j:${name}:2.24.3`),
]
