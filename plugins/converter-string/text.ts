import { ConnectError, javaNumber, type SchemaAndValue } from 'psconnect/plugin'

/** As Java writes it. Nothing may come to rely on how Java writes what is made of parts, so that is refused. */
export function textOf({ schema, value }: SchemaAndValue): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return javaNumber(value, schema?.type)
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  const found = schema?.type ?? typeof value
  throw new ConnectError(
    'RECORD_UNREADABLE',
    `the string converter writes text, numbers and booleans, found a value of the type ${found}: the json converter writes any`,
  )
}
