import type { ConsumerRecord } from '../api/record.ts'
import type { ResolvedConnector } from '../config/resolved-config.ts'
import type { Stage } from '../pipeline/convert.ts'
import type { Part } from '../pipeline/plugin-fault.ts'

/** A record that goes no further, and why. */
export interface Failure {
  readonly record: ConsumerRecord
  readonly stage: Stage
  readonly error: unknown
}

/** As Kafka Connect names it. */
export function stageName(stage: Stage): string {
  switch (stage) {
    case 'key converter':
      return 'KEY_CONVERTER'
    case 'value converter':
      return 'VALUE_CONVERTER'
    case 'header converter':
      return 'HEADER_CONVERTER'
    case 'sink':
      return 'TASK_PUT'
    default:
      return 'TRANSFORMATION'
  }
}

/** The name of the plugin that is at work there. */
export function pluginAt(part: Part, connector: ResolvedConnector): string {
  switch (part) {
    case 'source':
      return connector.source.name
    case 'key converter':
      return connector.keyConverter.name
    case 'value converter':
      return connector.valueConverter.name
    case 'header converter':
      return connector.headerConverter.name
    case 'sink':
      return connector.sink.name
    case 'dead-letter queue':
      return connector.errors.deadLetters?.sink.name ?? part
    default:
      return pluginOfTransform(part, connector) ?? part
  }
}

function pluginOfTransform(part: Part, { transforms }: ResolvedConnector): string | undefined {
  for (const { name, plugin, condition } of transforms) {
    if (part === `transform ${name}`) return plugin.name
    if (part === `predicate of transform ${name}`) return condition?.predicate.name
  }
  return undefined
}

/** The part with its plugin: `value converter avro`, `transform route (router)`. */
export function nameOfPart(part: Part, connector: ResolvedConnector): string {
  const plugin = pluginAt(part, connector)
  return part.includes('transform') ? `${part} (${plugin})` : `${part} ${plugin}`
}
