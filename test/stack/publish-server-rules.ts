import type { PublishedMessage } from './publish-server-protobuf.ts'

/** What the service refuses and Google's emulator takes: why a request is INVALID_ARGUMENT, or undefined. */
export function ruleBroken(messages: readonly PublishedMessage[]): string | undefined {
  if (new Set(messages.map(({ orderingKey }) => orderingKey)).size > 1)
    return 'In a single publish request, all messages must have no ordering key, or they must all have the same ordering key.'
  for (const message of messages) {
    const rule = ruleBrokenBy(message)
    if (rule) return rule
  }
  return undefined
}

function ruleBrokenBy({ data, attributes, orderingKey }: PublishedMessage): string | undefined {
  const names = Object.keys(attributes)
  if (data.length === 0 && names.length === 0) return 'a message has neither data nor attributes'
  if (names.length > 100) return 'a message has more than 100 attributes'
  if (names.some(name => name === '' || name.startsWith('goog') || Buffer.byteLength(name) > 256))
    return 'a message has an attribute with a name that is not allowed'
  if (Object.values(attributes).some(value => Buffer.byteLength(value) > 1_024))
    return 'a message has an attribute with a value of more than 1024 bytes'
  return Buffer.byteLength(orderingKey) > 1_024 ? 'a message has an ordering key of more than 1024 bytes' : undefined
}
