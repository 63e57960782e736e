import type { Encoded, Schema, ValueReads } from 'psconnect/plugin'
import { avroFile } from './avro-file.ts'
import { type Body, type BodyOf, noBody } from './body.ts'
import { fieldPath } from './field-path.ts'
import { flatBody } from './flat-body.ts'
import { isFlat } from './is-flat.ts'
import { jsonBody } from './json-body.ts'
import type { MessageConfig } from './message-config.ts'
import { Unmappable } from './text.ts'

/** As messageBodyFormat says. */
export function bodyWriter(config: MessageConfig): BodyOf {
  return formats[config.messageBodyFormat](config)
}

/** What the sink reads of values, so that nothing else need be made of their bytes. */
export function reads(config: MessageConfig): ValueReads {
  const { messageBodyFormat } = config
  if (messageBodyFormat === 'auto' || messageBodyFormat === 'json') return { needs: 'all' }
  const paths = Object.values(config['attributes.']).map(fieldPath)
  const needs = paths.length > 0 ? paths : 'nothing'
  return { needs, encoded: { format: CONFLUENT_AVRO, key: 'messageBodyFormat' } }
}

/** What the Avro converter says of the bytes that it reads. */
const CONFLUENT_AVRO = 'confluent-avro'

const formats: Readonly<Record<MessageConfig['messageBodyFormat'], (config: MessageConfig) => BodyOf>> = {
  auto: config => unlessNull(autoBody(config)),
  json: config => unlessNull(jsonBody(config)),
  confluent: () => encodedBody(({ bytes }) => untouched(bytes)),
  avro: () => encodedBody(({ bytes, bodyStart }) => untouched(bytes.subarray(bodyStart))),
  'avro-file': () => encodedBody(avroFile),
}

const unlessNull =
  (body: BodyOf): BodyOf =>
  data =>
    data.value === null || data.value === undefined ? noBody : body(data)

/** Google's connector goes first; JSON is for what it would fail at. */
function autoBody(config: MessageConfig): BodyOf {
  const { messageBodyName } = config
  const json = jsonBody(config)
  const flat: BodyOf = data => flatBody(data, messageBodyName)
  const chosen = new WeakMap<Schema, BodyOf>()
  return data => {
    const { schema, value } = data
    if (value instanceof Uint8Array) return untouched(value)
    if (!schema) return flat(data)
    let body = chosen.get(schema)
    if (!body) {
      body = isFlat(schema, messageBodyName) ? flat : json
      chosen.set(schema, body)
    }
    return body(data)
  }
}

/** Of the bytes that a value was read from: there may be some though nothing of it is needed, or it is null. */
const encodedBody =
  (body: (encoded: Encoded) => Body): BodyOf =>
  ({ value, encoded }) => {
    if (encoded) return body(encoded)
    if (value === null) return noBody
    // The host sees to it that there are some; a plugin that breaks its promise breaks its records only.
    throw new Unmappable('its value comes without the bytes that messageBodyFormat asks for')
  }

const untouched = (data: Uint8Array): Body => ({ data, made: 0 })
