import { UsageError } from '../command.ts'
import { type Asked as Consumed, readFields, readFormat, readProperty } from '../consume/arguments.ts'
import { registryUrl } from '../consume/open-converter.ts'
import { type Options, readOptions } from '../read-options.ts'
import { wholeNumber } from '../whole-number.ts'

export interface Asked extends Pick<Consumed, 'format' | 'fields' | 'properties'> {
  readonly project: string
  readonly subscription: string
  readonly maxMessages: number
  /** How long the next message may take. */
  readonly timeoutMs: number
  readonly acknowledge: boolean
  /** The folder where messages are kept. */
  readonly save: string | undefined
  readonly cutouts: boolean
}

export const options = {
  project: { type: 'string' },
  subscription: { type: 'string' },
  'max-messages': { type: 'string' },
  'timeout-ms': { type: 'string' },
  ack: { type: 'boolean', default: false },
  registry: { type: 'string' },
  property: { type: 'string', multiple: true, default: [] },
  format: { type: 'string', default: 'json' },
  fields: { type: 'string' },
  save: { type: 'string' },
  cutouts: { type: 'boolean', default: false },
} satisfies Options

/** Those that are not acknowledged are remembered until the end. */
const mostHeld = 1000
const defaultTimeoutMs = 5000

/** Throws a UsageError where the arguments do not fit. */
export function readArguments(args: readonly string[]): Asked {
  const { values } = readOptions({ args: [...args], options })
  const { project, subscription, ack, registry, property, save, cutouts } = values
  const format = readFormat(values.format)
  if (cutouts && save === undefined) throw new UsageError('--cutouts needs --save, the folder to put them into')
  const properties = property.map(readProperty)
  return {
    project: readId('--project', project),
    subscription: readId('--subscription', subscription),
    maxMessages: wholeNumber('--max-messages', values['max-messages']) ?? (ack ? Number.POSITIVE_INFINITY : mostHeld),
    timeoutMs: wholeNumber('--timeout-ms', values['timeout-ms']) ?? defaultTimeoutMs,
    acknowledge: ack,
    format,
    fields: readFields(values.fields, format),
    properties: registry === undefined ? properties : [{ key: registryUrl, text: registry }, ...properties],
    save,
    cutouts,
  }
}

function readId(option: string, id: string | undefined): string {
  if (!id) throw new UsageError(`${option} ID is missing`)
  if (/^[^/\s]+$/.test(id)) return id
  throw new UsageError(`${option} must be an id alone, such as alerts (found ${id})`)
}
