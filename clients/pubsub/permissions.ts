import type { Channel } from './channel.ts'
import { GrpcError } from './grpc-error.ts'
import { textField } from './protobuf.ts'
import { readFields } from './read-fields.ts'
import type { CallOptions } from './unary-call.ts'

interface Asked {
  /** Such as `projects/P/topics/T`. */
  readonly resource: string
  readonly permission: string
}

/** Whether the account has a permission on a resource; undefined where the server does not know such questions, as an emulator. */
export async function mayDo(
  channel: Channel,
  { resource, permission }: Asked,
  options: CallOptions,
): Promise<boolean | undefined> {
  const request = Buffer.concat([textField(1, resource), textField(2, permission)])
  try {
    const response = await channel.call(METHOD, { chunks: [request], bytes: request.length }, options)
    return Array.from(readFields(response)).some(([field, value]) => field === 1 && isText(value, permission))
  } catch (error) {
    if (error instanceof GrpcError && error.code === 'UNIMPLEMENTED') return undefined
    throw error
  }
}

const METHOD = '/google.iam.v1.IAMPolicy/TestIamPermissions'

const isText = (value: bigint | Uint8Array, text: string): boolean =>
  typeof value !== 'bigint' && Buffer.from(value).toString() === text
