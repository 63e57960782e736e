import { connectSocket } from './connect-socket.ts'
import type { ConnectionOptions } from './connection.ts'
import { nameOfError } from './errors.ts'
import { apiKeys, type Broker, Cluster, type Connection, type Metadata, requests } from './kafkajs-internals.ts'
import { saslLogin } from './sasl-login.ts'

/** A connection to a Kafka cluster; made here, connected when first used. It tries each thing once: who calls decides about retries. */
export function openCluster(options: ConnectionOptions): Cluster {
  const cluster = new Cluster({
    logger: silent,
    brokers: options.brokers,
    clientId: options.clientId,
    ssl: options.ssl,
    sasl: options.sasl && saslLogin(options.sasl),
    socketFactory: connectSocket,
    connectionTimeout: options.connectTimeoutMs,
    authenticationTimeout: options.connectTimeoutMs,
    requestTimeout: options.requestTimeoutMs,
    enforceRequestTimeout: true,
    metadataMaxAge: options.metadataMaxAgeMs,
    allowAutoTopicCreation: false,
    retry: { retries: 0, initialRetryTime: 100, maxRetryTime: 1000 },
  })
  const { createBroker } = cluster.brokerPool
  cluster.brokerPool.createBroker = settings => {
    const broker = createBroker(settings)
    broker.metadata = topics => metadataWithErrors(broker, topics)
    dropWhatIsUseless(broker)
    for (const connection of broker.connectionPool.pool) takeWholeFrames(connection)
    return broker
  }
  changeWhomToAskFirst(cluster)
  return cluster
}

const frameHead = 8

/** Its sockets give whole frames, as `connectSocket` makes them; kafkajs would copy each once more to put it together. */
function takeWholeFrames(connection: Connection): void {
  connection.processData = frame => {
    if (connection.authHandlers) connection.authHandlers.onSuccess(frame)
    else
      connection.requestQueue.fulfillRequest({
        size: frame.readInt32BE(),
        correlationId: frame.readInt32BE(4),
        payload: frame.subarray(frameHead),
      })
  }
}

/**
 * kafkajs keeps a connection on which a request was not answered in time, and one that could not be set up to the end, and then
 * takes it for a good one: a broker that hung for a while would never be used again.
 */
function dropWhatIsUseless(broker: Broker): void {
  const connect = broker.connect.bind(broker)
  broker.connect = async () => {
    try {
      await connect()
    } catch (error) {
      dropConnection(broker)
      throw error
    }
  }
  const { connectionPool } = broker
  const send = connectionPool.send.bind(connectionPool)
  connectionPool.send = async protocol => {
    try {
      return await send(protocol)
    } catch (error) {
      if (nameOfError(error) === 'KafkaJSRequestTimeoutError') dropConnection(broker)
      throw error
    }
  }
}

/** kafkajs tries the next of the configured brokers only where one refuses the connection, not where it breaks off or hangs. */
function changeWhomToAskFirst({ brokerPool }: Cluster): void {
  const connect = brokerPool.connect.bind(brokerPool)
  brokerPool.connect = async () => {
    try {
      await connect()
    } catch (error) {
      if (nameOfError(error) !== 'KafkaJSConnectionError') await brokerPool.createSeedBroker()
      throw error
    }
  }
}

/** kafkajs throws away all metadata when one topic has an error; a topic that does not exist yet is nothing unusual here. */
async function metadataWithErrors(broker: Broker, topics: readonly string[]): Promise<Metadata> {
  const protocol = broker.lookupRequest(
    apiKeys.Metadata,
    requests.Metadata,
  )({ topics: [...topics], allowAutoTopicCreation: false })
  const response = { decode: protocol.response.decode, parse: async (decoded: unknown) => decoded }
  return (await broker.connectionPool.send({ ...protocol, response })) as Metadata
}

/** Asks one broker after another, until one answers. */
export async function askAnyBroker<T>(cluster: Cluster, request: (broker: Broker) => Promise<T>): Promise<T> {
  let failure: unknown = new Error('no broker is known')
  await cluster.connect()
  if (cluster.getNodeIds().length === 0) await cluster.refreshMetadata()
  for (const nodeId of cluster.getNodeIds()) {
    try {
      return await request(await cluster.findBroker({ nodeId: Number(nodeId) }))
    } catch (error) {
      failure = error
    }
  }
  throw failure
}

/** Closes connections, at once where a broker does not answer. */
export async function closeCluster(cluster: Cluster, waitMs = 2000): Promise<void> {
  const timer = setTimeout(() => dropConnections(cluster), waitMs)
  await cluster.disconnect().catch(() => undefined)
  clearTimeout(timer)
}

/** Ends every socket, so that what waits on it is refused at once and the next request connects anew. */
export function dropConnections(cluster: Cluster): void {
  const { brokers, seedBroker } = cluster.brokerPool
  for (const broker of [...Object.values(brokers), seedBroker]) if (broker) dropConnection(broker)
}

function dropConnection(broker: Broker): void {
  for (const { socket } of broker.connectionPool.pool) socket?.destroy(new Error('given up: no answer in time'))
}

/** Everything kafkajs has to say is also thrown, and is said where it is caught, with what it means. */
const silent = {
  namespace: () => silent,
  debug() {},
  info() {},
  warn() {},
  error() {},
}
