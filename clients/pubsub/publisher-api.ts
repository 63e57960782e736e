import type { Channel } from './channel.ts'
import { GrpcError } from './grpc-error.ts'
import { textField } from './protobuf.ts'
import { acknowledged, type PublishRequest } from './publish-request.ts'
import type { CallOptions } from './unary-call.ts'

const SERVICE = '/google.pubsub.v1.Publisher'

export interface PublishOptions extends CallOptions {
  /** Compressing takes its time before the deadline begins. */
  readonly compress?: boolean
}

/** Resolves when Pub/Sub has stored every message of the request. */
export async function publish(channel: Channel, request: PublishRequest, options: PublishOptions): Promise<void> {
  const body = options.compress ? await request.compress() : request
  const response = await channel.call(`${SERVICE}/Publish`, body, options)
  const stored = acknowledged(response)
  if (stored !== request.messages)
    throw new GrpcError('INTERNAL', `${request.messages} messages were sent, the answer names ${stored}`, true)
}

/** Resolves when the topic, `projects/P/topics/T`, exists and may be looked at. */
export async function getTopic(channel: Channel, topic: string, options: CallOptions): Promise<void> {
  const request = textField(1, topic)
  await channel.call(`${SERVICE}/GetTopic`, { chunks: [request], bytes: request.length }, options)
}
