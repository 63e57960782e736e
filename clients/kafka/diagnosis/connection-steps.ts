import type { DiagnosisEndpoint, DiagnosisStep } from 'psconnect/plugin'
import type { ConnectionOptions } from '../connection.ts'
import { logIn, reachBrokers } from './reach-brokers.ts'

/** What every client of a cluster has to get through. */
export const connectionSteps = (connection: ConnectionOptions): readonly DiagnosisStep[] => [
  { name: 'login', needs: ['TLS'], remedy: loginRemedy(connection), run: () => logIn(connection) },
  {
    name: 'brokers',
    needs: ['login'],
    remedy: 'the brokers name these addresses to clients (advertised.listeners): let this machine reach them',
    run: () => reachBrokers(connection),
  },
]

const limitMs = 5000

/** Whoever looks on would rather hear at once that there is no answer. */
export const impatient = (connection: ConnectionOptions): ConnectionOptions => ({
  ...connection,
  connectTimeoutMs: Math.min(connection.connectTimeoutMs, limitMs),
  requestTimeoutMs: Math.min(connection.requestTimeoutMs, limitMs),
})

export const endpointsOf = ({ brokers, ssl }: ConnectionOptions): readonly DiagnosisEndpoint[] =>
  brokers.map(broker => {
    const colon = broker.lastIndexOf(':')
    return { host: broker.slice(0, colon), port: Number(broker.slice(colon + 1)), tls: ssl }
  })

const loginRemedy = ({ sasl }: ConnectionOptions): string =>
  sasl
    ? 'check the login in sasl.jaas.config, sasl.mechanism and security.protocol'
    : 'check security.protocol, which is one without a login, and ssl.keystore.* where the brokers want a certificate'
