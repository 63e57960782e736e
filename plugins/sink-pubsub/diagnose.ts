import {
  accountOf,
  type CallOptions,
  Channel,
  credentialsOf,
  GrpcError,
  getTopic,
  mayDo,
  TokenSource,
} from '@psconnect/client-pubsub'
import type { Diagnosis, DiagnosisEndpoint, DiagnosisFinding } from 'psconnect/plugin'
import type { PubSubSinkConfig } from './config.ts'
import { endpointOf } from './endpoint.ts'
import { finalError, reasonOf } from './failure.ts'

/** Walks the way of a publisher, and publishes nothing. */
export function diagnose(config: PubSubSinkConfig): Diagnosis {
  const { address, plaintext } = endpointOf(config)
  const topic = `projects/${config['cps.project']}/topics/${config['cps.topic']}`
  return {
    endpoints: [hostOf(address, plaintext)],
    steps: [
      {
        name: 'credentials',
        remedy: 'check gcp.credentials.file.path, gcp.credentials.json or the application default credentials',
        run: () => lookAtCredentials(config, plaintext),
      },
      { name: 'clock', needs: ['TLS'], run: signal => askTheTime(address, plaintext, signal) },
      { name: 'topic', needs: ['credentials', 'TLS'], run: signal => lookAtTopic(topic, config, signal) },
      { name: 'permission', needs: ['topic'], run: signal => askPermission(topic, config, signal) },
    ],
  }
}

function hostOf(address: string, plaintext: boolean): DiagnosisEndpoint {
  const { hostname, port } = new URL(`http://${address}`)
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port || 80), tls: plaintext ? null : {} }
}

async function lookAtCredentials(config: PubSubSinkConfig, plaintext: boolean): Promise<DiagnosisFinding> {
  if (plaintext) return { outcome: 'unknown', text: 'an emulator asks for none' }
  const account = await accountOf(credentialsOf(config))
  await authorize(config)
  return { outcome: 'ok', text: `${account}; Google gives a token for them` }
}

async function authorize(config: PubSubSinkConfig): Promise<string> {
  const source = new TokenSource(credentialsOf(config))
  try {
    return (await source.get()).authorization
  } finally {
    source.close()
  }
}

/** Tokens are refused where the clock is wrong. */
async function askTheTime(address: string, plaintext: boolean, signal: AbortSignal): Promise<DiagnosisFinding> {
  if (plaintext) return { outcome: 'unknown', text: 'an emulator has that of its machine' }
  const { headers } = await fetch(`https://${address}/`, { method: 'HEAD', signal })
  const serverTime = new Date(headers.get('date') ?? Number.NaN)
  if (Number.isNaN(serverTime.getTime())) return { outcome: 'unknown', text: `${address} does not tell the time` }
  return { outcome: 'ok', text: `that of ${address}`, serverTime }
}

async function lookAtTopic(topic: string, config: PubSubSinkConfig, signal: AbortSignal): Promise<DiagnosisFinding> {
  try {
    await ask(config, signal, (channel, options) => getTopic(channel, topic, options))
    return { outcome: 'ok', text: `${topic} exists` }
  } catch (error) {
    if (!(error instanceof GrpcError)) throw error
    if (error.code === 'PERMISSION_DENIED')
      return {
        outcome: 'unknown',
        text: `cannot tell: the account may not look ${topic} up, which publishing does not need`,
      }
    if (error.code === 'NOT_FOUND')
      return {
        outcome: 'failed',
        text: `there is no topic ${topic}`,
        remedy: `create it (gcloud pubsub topics create ${config['cps.topic']} --project ${config['cps.project']}), or correct cps.project and cps.topic`,
      }
    throw finalError(error, `looking up ${topic}`) ?? new Error(reasonOf(error), { cause: error })
  }
}

async function askPermission(topic: string, config: PubSubSinkConfig, signal: AbortSignal): Promise<DiagnosisFinding> {
  const permission = 'pubsub.topics.publish'
  const may = await ask(config, signal, (channel, options) => mayDo(channel, { resource: topic, permission }, options))
  if (may === undefined) return { outcome: 'unknown', text: 'cannot tell: the server does not know of permissions' }
  if (may) return { outcome: 'ok', text: 'the account may publish to it' }
  return {
    outcome: 'failed',
    text: `the account may not publish to ${topic}: it has no ${permission}`,
    remedy: 'grant it roles/pubsub.publisher on the topic',
  }
}

const DEADLINE_MS = 5_000

async function ask<T>(
  config: PubSubSinkConfig,
  signal: AbortSignal,
  request: (channel: Channel, options: CallOptions) => Promise<T>,
): Promise<T> {
  const endpoint = endpointOf(config)
  const authorization = endpoint.plaintext ? undefined : await authorize(config)
  const channel = new Channel(endpoint)
  try {
    return await request(channel, { deadlineMs: DEADLINE_MS, signal, authorization })
  } finally {
    channel.close()
  }
}
