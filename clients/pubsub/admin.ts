import { PubSub } from '@google-cloud/pubsub'
import { PassThroughClient } from 'google-auth-library'

/** Where topics and subscriptions are: a project of Google's or, at `emulator` (host:port), one of an emulator. */
export interface PubSubProject {
  readonly project: string
  readonly emulator?: string
}

export interface PubSubMessage {
  readonly data: Uint8Array
  readonly attributes: Readonly<Record<string, string>>
}

export interface PulledMessage extends PubSubMessage {
  /** Given by Pub/Sub to what it has stored. Of one message delivered twice it is the same. */
  readonly id: string
  /** When Pub/Sub stored it, by its own clock. */
  readonly publishTime: Date
}

/** Topics and subscriptions are named by their ids alone. One that exists already is an error. */
export const createTopic = (project: PubSubProject, topic: string): Promise<void> =>
  using(project, async client => {
    await client.createTopic(topic)
  })

export const createSubscription = (
  project: PubSubProject,
  { topic, subscription }: { readonly topic: string; readonly subscription: string },
): Promise<void> =>
  using(project, async client => {
    await client.createSubscription(topic, subscription)
  })

/** Publishes with Google's own publisher. Resolves with the messages' ids when all are stored. */
export const publishWithGoogle = (
  project: PubSubProject,
  topic: string,
  messages: readonly PubSubMessage[],
): Promise<string[]> =>
  using(project, client => {
    const publisher = client.topic(topic)
    return Promise.all(
      messages.map(({ data, attributes }) => publisher.publishMessage({ data, attributes: { ...attributes } })),
    )
  })

/**
 * Hands messages to `take`, one by one and in no certain order, and acknowledges each when it returns. Resolves when `signal`
 * aborts; rejects when pulling fails or `take` throws.
 */
export const pull = (
  project: PubSubProject,
  subscription: string,
  use: { readonly take: (message: PulledMessage) => void; readonly signal: AbortSignal },
): Promise<void> =>
  using(project, async client => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const source = client.subscription(subscription)
    source.on('error', reject)
    source.on('message', message => {
      try {
        use.take(message)
        message.ack()
      } catch (error) {
        reject(error)
      }
    })
    use.signal.addEventListener('abort', () => resolve(), { once: true })
    if (use.signal.aborted) resolve()
    try {
      await promise
    } finally {
      await source.close()
    }
  })

async function using<T>({ project, emulator }: PubSubProject, work: (client: PubSub) => Promise<T>): Promise<T> {
  const client = new PubSub({
    projectId: project,
    // An emulator takes no credentials; without this the library looks for some, on Google's network too.
    ...(emulator !== undefined && { apiEndpoint: emulator, emulatorMode: true, authClient: new PassThroughClient() }),
  })
  try {
    return await work(client)
  } finally {
    await client.close()
  }
}
