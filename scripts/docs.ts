import { readFileSync, writeFileSync } from 'node:fs'
import avro from '../plugins/converter-avro/index.ts'
import bytes from '../plugins/converter-bytes/index.ts'
import json from '../plugins/converter-json/index.ts'
import text from '../plugins/converter-string/index.ts'
import kafkaQueue from '../plugins/sink-kafka/index.ts'
import pubsub from '../plugins/sink-pubsub/index.ts'
import kafka from '../plugins/source-kafka/index.ts'
import transforms from '../plugins/transforms/index.ts'
import { connectorSpec } from '../runtime/config/connector-spec.ts'
import { describeSpec, fillIn } from '../runtime/config/describe-spec.ts'
import {
  connectorKeysWithoutEffect,
  consumerKeysWithoutEffect,
  type KeysWithoutEffect,
  producerKeysWithoutEffect,
  workerKeysWithoutEffect,
} from '../runtime/config/kafka-connect-keys.ts'
import { listenerTlsSpec, restSpec } from '../runtime/config/rest-spec.ts'
import { predicateSpec, transformSpec } from '../runtime/config/transform-spec.ts'
import { workerSpec } from '../runtime/config/worker-spec.ts'
import { commandParts, commandsPage } from './command-docs.ts'
import { deploymentPage, deploymentParts } from './deployment-keys.ts'
import { schemaFiles } from './schema-files.ts'

export const configPage = new URL('../docs/config.md', import.meta.url)

const keys = (names: readonly string[]): string =>
  names.map(name => `\`${name}${name.endsWith('.') ? '*' : ''}\``).join(', ')

/** What the source knows after all is left out. */
const reasons = ({ warned }: Pick<KeysWithoutEffect, 'warned'>, known: object = {}): string => {
  const rows = warned.map(reason => ({ ...reason, keys: reason.keys.filter(key => !Object.hasOwn(known, key)) }))
  const written = rows.filter(row => row.keys.length > 0).map(row => `| ${keys(row.keys)} | ${row.because} |\n`)
  return `| key | why it has no effect |\n|---|---|\n${written.join('')}`
}

/** Of transforms that come for keys and for values, whose keys are the same, once. */
const ofTransforms = transforms
  .filter(({ name }) => !name.endsWith('$Key'))
  .map(({ kind, name, config }) => [`keys of the ${kind} ${name.replace('$Value', '')}`, describeSpec(config)] as const)

/** What of docs/config.md is written by the code. */
export const configParts = {
  'keys of the worker': describeSpec(workerSpec),
  'keys of the REST interface': describeSpec(restSpec),
  'keys of https listeners': describeSpec(listenerTlsSpec),
  'keys of a connector': describeSpec(connectorSpec),
  'keys of the sink kafka': describeSpec(kafkaQueue.config),
  'producer keys passed over': `${keys(producerKeysWithoutEffect.silent)}\n`,
  'producer keys warned about': reasons(producerKeysWithoutEffect, kafkaQueue.config),
  'keys of the source kafka': describeSpec(kafka.config),
  'keys of the sink pubsub': describeSpec(pubsub.config),
  'keys of the converter bytes': describeSpec(bytes.config),
  'keys of the converter avro': describeSpec(avro.config),
  'keys of the converter avro warned about': reasons({ warned: avro.noEffect ?? [] }),
  'keys of the converter json': describeSpec(json.config),
  'keys of the converter string': describeSpec(text.config),
  'keys of a transform': describeSpec(transformSpec),
  'keys of a predicate': describeSpec(predicateSpec),
  ...Object.fromEntries(ofTransforms),
  'worker keys passed over': `${keys(workerKeysWithoutEffect.silent)}\n`,
  'worker keys warned about': reasons(workerKeysWithoutEffect),
  'connector keys passed over': `${keys(connectorKeysWithoutEffect.silent)}\n`,
  'connector keys warned about': reasons(connectorKeysWithoutEffect),
  'consumer keys passed over': `${keys(consumerKeysWithoutEffect.silent)}\n`,
  'consumer keys warned about': reasons(consumerKeysWithoutEffect, kafka.config),
}

// node -C psconnect-source scripts/docs.ts
if (import.meta.main) {
  writeFileSync(configPage, fillIn(readFileSync(configPage, 'utf8'), configParts))
  writeFileSync(commandsPage, fillIn(readFileSync(commandsPage, 'utf8'), commandParts))
  writeFileSync(deploymentPage, fillIn(readFileSync(deploymentPage, 'utf8'), deploymentParts))
  for (const schema of schemaFiles) writeFileSync(schema.file, schema.text)
}
