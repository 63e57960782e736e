import type { PulledMessage } from '@psconnect/client-pubsub/admin'
import { alertType } from '../../test/fixtures/alerts/alert-schema.ts'
import { differenceOf, parseExactly } from './same-alert.ts'

/** One of the ways in which the alerts are carried. */
export interface Act {
  /** What it shows, in a line. */
  readonly title: string
  /** Of the connector: its file, its name and its topic in Pub/Sub. */
  readonly file: string
  readonly name: string
  readonly topic: string
  /** What of the messages is compared with what was produced. */
  readonly compared: string
  /** What is wrong with a message that stands for this alert, or undefined. */
  problemOf(message: PulledMessage, produced: Buffer): string | undefined
  /** What a receiver reads from it. */
  read(message: PulledMessage): Reading
  /** What it looks like, in a line. */
  glimpse(message: PulledMessage): string
}

export interface Reading {
  readonly alertId: bigint
  readonly diaSourceId: bigint
  readonly psfFlux: number | null
  readonly band: string | null
}

const otherBytes = 'its bytes are not those that were produced'

const bytes: Act = {
  title: 'Bytes: each record goes out as it came in, and nothing of it is decoded',
  file: 'configs/demo/connector.yaml',
  name: 'demo',
  topic: 'alerts-simulated',
  compared: 'each byte',
  problemOf: ({ data }, produced) => (produced.equals(data) ? undefined : otherBytes),
  read: ({ data }) => readingOf(decoded(data)),
  glimpse: ({ data }) => `${bytesOf(data.subarray(0, 40)).toString('hex')}…`,
}

const json: Act = {
  title: 'JSON: each record is decoded with its schema from the registry, every number exact',
  file: 'configs/demo/json-connector.yaml',
  name: 'demo-json',
  topic: 'alerts-json',
  compared: 'each field',
  problemOf(message, produced) {
    const path = differenceOf(jsonOf(message), decoded(produced))
    return path === undefined ? undefined : `its field ${path} is not what was produced`
  },
  read: message => readingOf(jsonOf(message)),
  glimpse: ({ data }) => `${bytesOf(data.subarray(0, 90)).toString()}…`,
}

const attributes: Act = {
  title: 'Bytes and attributes: each record as it came in, with fields of it that subscriptions can filter by',
  file: 'configs/demo/attributes-connector.yaml',
  name: 'demo-attributes',
  topic: 'alerts-attributes',
  compared: 'each byte and four attributes',
  problemOf(message, produced) {
    if (!produced.equals(message.data)) return otherBytes
    const name = differenceOf(this.read(message), readingOf(decoded(produced)))
    return name === undefined ? undefined : `its attribute ${name} is not what was produced`
  },
  read: ({ attributes: { alertId = '', diaSourceId = '', psfFlux, band } }) => ({
    alertId: BigInt(alertId),
    diaSourceId: BigInt(diaSourceId),
    psfFlux: psfFlux === undefined ? null : Number(psfFlux),
    band: band ?? null,
  }),
  glimpse: ({ attributes: found }) =>
    Object.entries(found)
      .filter(([name]) => !name.startsWith('kafka.'))
      .map(([name, text]) => `${name}=${text}`)
      .join(' '),
}

export const acts: readonly Act[] = [bytes, json, attributes]

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer => Buffer.from(buffer, byteOffset, byteLength)

const framing = 5
const decoded = (message: Uint8Array): unknown => alertType.fromBuffer(bytesOf(message.subarray(framing)))

const jsonOf = ({ data }: PulledMessage): unknown => parseExactly(bytesOf(data).toString())

/** Of an alert, however it was decoded. */
function readingOf(alert: unknown): Reading {
  const { alertId, diaSource } = alert as { alertId: bigint; diaSource: Omit<Reading, 'alertId'> }
  const { diaSourceId, psfFlux, band } = diaSource
  return { alertId, diaSourceId, psfFlux, band }
}
