import type { ConsumerRecord } from '../api/record.ts'
import type { ResolvedConnector } from '../config/resolved-config.ts'
import type { Stage } from '../pipeline/convert.ts'

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
export function pluginAt(stage: Stage, connector: ResolvedConnector): string {
  switch (stage) {
    case 'key converter':
      return connector.keyConverter.name
    case 'value converter':
      return connector.valueConverter.name
    case 'header converter':
      return connector.headerConverter.name
    case 'sink':
      return connector.sink.name
    default:
      return connector.transforms.find(({ name }) => stage === `transform ${name}`)?.plugin.name ?? stage
  }
}
