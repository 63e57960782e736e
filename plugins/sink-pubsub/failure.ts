import { type GrpcCode, GrpcError } from '@psconnect/client-pubsub'
import { ConnectError } from 'psconnect/plugin'

/** What to do about errors that sending again cannot mend. All others may pass. */
const remedies: Partial<Record<GrpcCode, string>> = {
  NOT_FOUND: 'create the topic, or correct cps.project and cps.topic',
  PERMISSION_DENIED: 'grant the account roles/pubsub.publisher on the topic',
  UNAUTHENTICATED: 'check the credentials: gcp.credentials.file.path, gcp.credentials.json or the default ones',
  // What is wrong with a message is found by halving its request; what comes here is about the topic's name.
  INVALID_ARGUMENT: 'correct cps.project and cps.topic',
  FAILED_PRECONDITION: "check the topic's settings, such as its schema and its key",
  UNIMPLEMENTED: 'check cps.endpoint: what answers there is no Pub/Sub',
  OUT_OF_RANGE: 'correct what Pub/Sub refuses',
  ALREADY_EXISTS: 'correct what Pub/Sub refuses',
}

/** The error that ends the task, or undefined when trying again may help. `doing` begins the sentence: "publishing to ...". */
export function finalError(error: GrpcError, doing: string): ConnectError | undefined {
  const remedy = remedies[error.code]
  if (remedy === undefined) return undefined
  return new ConnectError('SINK_FAILED', `${doing} failed with ${error.code}: ${error.message}; ${remedy}`, {
    cause: error,
  })
}

/** Whether a message of the request is refused, not the topic that it names. */
export const isAboutMessages = ({ code, message }: GrpcError, topic: string): boolean =>
  code === 'INVALID_ARGUMENT' && !message.includes(topic) && !/\bresource name\b/i.test(message)

export const reasonOf = (error: unknown): string =>
  error instanceof GrpcError
    ? `${error.code}: ${error.message}`
    : error instanceof Error
      ? error.message
      : String(error)
