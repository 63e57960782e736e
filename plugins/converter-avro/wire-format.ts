import { ConnectError } from 'psconnect/plugin'

/** What `encoded.format` says of values with this framing: a zero byte, the schema's id as four bytes, the Avro body. */
export const format = 'confluent-avro'
export const bodyStart = 5

/** The id, or undefined where there is none: `idIn` says why. */
export function peekId(bytes: Uint8Array): number | undefined {
  if (bytes.length < bodyStart || bytes[0] !== 0) return undefined
  const id = idAt(bytes)
  return id < 0 ? undefined : id
}

export function idIn(bytes: Uint8Array): number {
  if (bytes.length < bodyStart)
    throw unframed(`has ${bytes.length} bytes, but a zero byte and four of the schema's id must come first`)
  if (bytes[0] !== 0) throw unframed(`begins with the byte ${bytes[0]}, not with the 0 before a schema's id`)
  const id = idAt(bytes)
  if (id < 0) throw unframed(`has ${id} where a schema's id must be, and none is negative`)
  return id
}

export function frame(id: number, body: Uint8Array): Uint8Array {
  const bytes = Buffer.allocUnsafe(bodyStart + body.length)
  bytes[0] = 0
  bytes.writeUInt32BE(id, 1)
  bytes.set(body, bodyStart)
  return bytes
}

/** As Java reads it, with a sign. */
const idAt = (bytes: Uint8Array): number =>
  ((bytes[1] as number) << 24) | ((bytes[2] as number) << 16) | ((bytes[3] as number) << 8) | (bytes[4] as number)

const unframed = (problem: string): ConnectError =>
  new ConnectError('RECORD_UNREADABLE', `it is no Avro of a schema registry: it ${problem}`)
