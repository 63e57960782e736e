import { type CallOptions, GrpcError, PublishRequest, topicField } from '@psconnect/client-pubsub'

export const topic = 'projects/p/topics/t'
export const options: CallOptions = { deadlineMs: 5_000 }

export const failsWith = (code: string, message: RegExp, mayHaveActed: boolean) => (error: unknown) =>
  error instanceof GrpcError &&
  error.code === code &&
  message.test(error.message) &&
  error.mayHaveActed === mayHaveActed

export function oneMessage(data = Buffer.from('x')): PublishRequest {
  const request = new PublishRequest(topicField(topic))
  request.add(Buffer.alloc(0), data)
  request.finish()
  return request
}
