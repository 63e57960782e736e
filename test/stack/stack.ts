import { tmpdir } from 'node:os'
import { makeGuardedFolder } from './guard.ts'
import { type KafkaAddress, type RunningKafka, startKafka } from './kafka.ts'
import { type RunningPubsub, startPubsub } from './pubsub.ts'
import { type RunningRegistry, startRegistry } from './registry.ts'
import type { ServiceHandle } from './service.ts'
import { allServices, missingTools, type ServiceName } from './tools.ts'

interface Services {
  readonly kafka: RunningKafka
  readonly registry: RunningRegistry
  readonly pubsub: RunningPubsub
}

/** Where the services answer: plain data that can be handed to another process. */
export interface StackAddresses {
  readonly kafka: KafkaAddress
  readonly registry: string
  readonly pubsub: string
}

export type Stack<Name extends ServiceName = ServiceName> = Pick<Services, Name> & {
  readonly addresses: Pick<StackAddresses, Name>
  /** Ends all services and removes their data. */
  readonly stop: () => Promise<void>
}

/**
 * Starts real services on free ports of 127.0.0.1 and resolves when each answers. They end with this process at the
 * latest, whatever ends it.
 */
export const startStack = async <Name extends ServiceName = ServiceName>(
  options: { readonly services?: readonly Name[] } = {},
): Promise<Stack<Name>> => {
  const names: readonly ServiceName[] = options.services ?? allServices
  const missing = missingTools(names)
  if (missing.length > 0) throw new Error(missing.join('\n'))
  const folder = await makeGuardedFolder(tmpdir(), 'psconnect-stack-')
  const results = await Promise.allSettled(names.map(name => starters[name](folder.path)))
  const running = results.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []))
  const stop = async (): Promise<void> => {
    await Promise.all(running.map(service => service.stop()))
    await folder.remove()
  }
  const failures = results.flatMap(result => (result.status === 'rejected' ? [result.reason as Error] : []))
  if (failures.length > 0) {
    await stop()
    throw new AggregateError(failures, failures.map(({ message }) => message).join('\n'))
  }
  const services = Object.fromEntries(names.map((name, index) => [name, running[index]]))
  const addresses = Object.fromEntries(names.map((name, index) => [name, running[index]?.address]))
  return { ...services, addresses, stop } as unknown as Stack<Name>
}

const starters: Readonly<
  Record<ServiceName, (folder: string) => Promise<ServiceHandle & { readonly address: unknown }>>
> = {
  kafka: startKafka,
  registry: startRegistry,
  pubsub: startPubsub,
}
