import type { ResolvedConnector } from '../config/resolved-config.ts'

/** Whether nothing that a record meets keeps bytes of it once it is stored, as far as it promises. */
export const keepsNothing = (connector: ResolvedConnector): boolean =>
  [
    connector.keyConverter,
    connector.valueConverter,
    connector.headerConverter,
    ...connector.transforms.flatMap(({ plugin, condition }) => [plugin, condition?.predicate ?? plugin]),
    connector.sink,
    connector.errors.deadLetters?.sink ?? connector.sink,
  ].every(plugin => plugin.keepsNothing)
