import { type StackAddresses, startStack } from './stack.ts'
import { allServices, missingTools, type ServiceName } from './tools.ts'

/** Holds the addresses of the stack that all files of a test run share, as JSON; `npm test` sets it. */
export const sharedStackVariable = 'PSCONNECT_STACK'

export interface JoinedStack<Name extends ServiceName> {
  readonly addresses: Pick<StackAddresses, Name>
  leave(): Promise<void>
}

/**
 * The stack of this test run, or a new one where a file is run by itself. Others use it at the same time: give topics
 * and groups names of their own, and start a stack of your own (`startStack`) to bounce a service.
 */
export const joinStack = async <Name extends ServiceName = ServiceName>(
  services?: readonly Name[],
): Promise<JoinedStack<Name>> => {
  const shared = process.env[sharedStackVariable]
  if (shared !== undefined) return { addresses: JSON.parse(shared) as StackAddresses, leave: async () => {} }
  const { addresses, stop } = await startStack(services === undefined ? {} : { services })
  return { addresses, leave: stop }
}

/**
 * For `skip` of a test that needs these services: the reason where they cannot be started. Never under CI, where the
 * test must fail instead.
 */
export const cannotStart = (services: readonly ServiceName[] = allServices): string | false => {
  const missing = process.env['CI'] === 'true' ? [] : missingTools(services)
  return missing.length > 0 && missing.join(' ')
}
