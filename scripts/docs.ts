import { readFileSync, writeFileSync } from 'node:fs'
import bytes from '../plugins/converter-bytes/index.ts'
import pubsub from '../plugins/sink-pubsub/index.ts'
import kafka from '../plugins/source-kafka/index.ts'
import { connectorSpec } from '../runtime/config/connector-spec.ts'
import { describeSpec, fillIn } from '../runtime/config/describe-spec.ts'
import { connectorKeysWithoutEffect, workerKeysWithoutEffect } from '../runtime/config/kafka-connect-keys.ts'
import { workerSpec } from '../runtime/config/worker-spec.ts'

export const configPage = new URL('../docs/config.md', import.meta.url)

const keys = (names: readonly string[]): string =>
  `${names.map(name => `\`${name}${name.endsWith('.') ? '*' : ''}\``).join(', ')}\n`

/** What of docs/config.md is written by the code. */
export const configParts = {
  'keys of the worker': describeSpec(workerSpec),
  'keys of a connector': describeSpec(connectorSpec),
  'keys of the source kafka': describeSpec(kafka.config),
  'keys of the sink pubsub': describeSpec(pubsub.config),
  'keys of the converter bytes': describeSpec(bytes.config),
  'worker keys passed over': keys(workerKeysWithoutEffect.silent),
  'worker keys warned about': keys(workerKeysWithoutEffect.warned),
  'connector keys passed over': keys(connectorKeysWithoutEffect.silent),
  'connector keys warned about': keys(connectorKeysWithoutEffect.warned),
}

// node -C psconnect-source scripts/docs.ts
if (import.meta.main) writeFileSync(configPage, fillIn(readFileSync(configPage, 'utf8'), configParts))
