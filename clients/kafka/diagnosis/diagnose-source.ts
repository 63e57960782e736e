import type { Diagnosis, DiagnosisEndpoint } from 'psconnect/plugin'
import type { ConnectionOptions } from '../connection.ts'
import type { Consuming } from './consuming.ts'
import { lookAtGroup } from './look-at-group.ts'
import { logIn, reachBrokers } from './reach-brokers.ts'
import { readRecord } from './read-record.ts'
import { lookAtTopics } from './selected-topics.ts'

/** Walks the way of a consumer, without joining its group. */
export function diagnoseSource(asked: Consuming): Diagnosis {
  const consuming = { ...asked, connection: impatient(asked.connection) }
  return {
    endpoints: endpointsOf(consuming.connection),
    steps: [
      {
        name: 'login',
        needs: ['TLS'],
        remedy: loginRemedy(consuming.connection),
        run: () => logIn(consuming.connection),
      },
      {
        name: 'brokers',
        needs: ['login'],
        remedy: 'the brokers name these addresses to clients (advertised.listeners): let this machine reach them',
        run: () => reachBrokers(consuming.connection),
      },
      { name: 'topics', needs: ['brokers'], run: () => lookAtTopics(consuming) },
      {
        name: 'group',
        needs: ['brokers'],
        remedy: 'ask for READ on the group, or choose another group.id',
        run: () => lookAtGroup(consuming),
      },
      {
        name: 'record',
        needs: ['topics'],
        remedy: 'ask for READ on the topic',
        run: signal => readRecord(consuming, signal),
      },
    ],
  }
}

const limitMs = 5000

/** Whoever looks on would rather hear at once that there is no answer. */
const impatient = (connection: ConnectionOptions): ConnectionOptions => ({
  ...connection,
  connectTimeoutMs: Math.min(connection.connectTimeoutMs, limitMs),
  requestTimeoutMs: Math.min(connection.requestTimeoutMs, limitMs),
})

const endpointsOf = ({ brokers, ssl }: ConnectionOptions): readonly DiagnosisEndpoint[] =>
  brokers.map(broker => {
    const colon = broker.lastIndexOf(':')
    return { host: broker.slice(0, colon), port: Number(broker.slice(colon + 1)), tls: ssl }
  })

const loginRemedy = ({ sasl }: ConnectionOptions): string =>
  sasl
    ? 'check the login in sasl.jaas.config, sasl.mechanism and security.protocol'
    : 'check security.protocol: it is one without a login (SASL_SSL and SASL_PLAINTEXT have one)'
