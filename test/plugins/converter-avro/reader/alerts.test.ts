import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { type AvroSchema, parseSchema } from '../../../../plugins/converter-avro/reader/index.ts'
import { alertGenerator, alertSchemaText } from '../../../fixtures/alerts/index.ts'
import { avscType } from './avsc-oracle.ts'

const options = { enhancedSchemaSupport: true }
const framing = 5

describe('an alert', () => {
  const alert = alertGenerator()(3)
  const avro = parseSchema({ text: alertSchemaText }, options)

  it('is read as fastavro reads it, to the last digit', () => {
    const dump = readFileSync('test/cases/avro/alert.dump', 'utf8').trimEnd().split('\n')
    assert.deepEqual(lines('', avro.reader('all').read(alert, framing)), dump.map(asRead))
  })

  it('is written as it was', () => {
    const value = avro.reader('all').read(alert, framing)
    assert.deepEqual(Buffer.from(avro.encode(value)), alert.subarray(framing))
  })

  it('holds images that are views of the message', () => {
    const { cutoutScience } = avro.reader('all').read(alert, framing) as { cutoutScience: Uint8Array }
    assert.equal(cutoutScience.buffer, alert.buffer)
    assert.ok(cutoutScience.length > 20_000)
  })

  it('gives some fields without the others', () => {
    const all = avro.reader('all').read(alert, framing) as Record<string, Record<string, unknown>>
    const paths = [
      ['alertId'],
      ['diaSource', 'band'],
      ['diaSource', 'psfFlux'],
      ['ssSource', 'nowhere'],
      ['prvDiaSources', 'ra'],
    ]
    const { read, missing } = avro.reader(paths)
    const { band, psfFlux } = all['diaSource'] ?? {}
    assert.deepEqual(read(alert, framing), { alertId: all['alertId'], diaSource: { psfFlux, band } })
    assert.deepEqual(missing, [
      ['ssSource', 'nowhere'],
      ['prvDiaSources', 'ra'],
    ])
  })
})

describe("Rubin's samples", () => {
  for (const name of ['alert-v3_0', 'alert-v7_4']) {
    const file = join(import.meta.dirname, `../../../../../shared/rubin/${name}.avro`)
    it(`${name} is read as avsc reads it, and written as it was`, {
      skip: !existsSync(file) && 'there are no sample alerts in ../shared/rubin',
    }, () => {
      const { text, body } = containerOf(readFileSync(file))
      const avro = parseSchema({ text }, options)
      assert.equal(avro.text, text)
      assert.match(avro.name ?? '', /^lsst\.v\d_\d\.alert$/)
      const value = avro.reader('all').read(body, 0) as { diaSource: { diaSourceId: bigint } }
      assert.equal(typeof value.diaSource.diaSourceId, 'bigint')
      assert.deepEqual(Buffer.from(avro.encode(value)), Buffer.from(body))
      assert.deepEqual(value.diaSource.diaSourceId, avscReads(text, body).diaSource.diaSourceId)
    })
  }
})

const avscReads = (text: string, body: Uint8Array) =>
  avscType(JSON.parse(text)).fromBuffer(Buffer.from(body)) as { diaSource: { diaSourceId: bigint } }

/** An object container file with a single block, as Avro itself would describe it. */
const container: AvroSchema = parseSchema(
  {
    text: JSON.stringify({
      type: 'record',
      name: 'Container',
      fields: [
        { name: 'magic', type: { type: 'fixed', name: 'Magic', size: 4 } },
        { name: 'header', type: { type: 'map', values: 'bytes' } },
        { name: 'mark', type: { type: 'fixed', name: 'Mark', size: 16 } },
        { name: 'count', type: 'long' },
        { name: 'body', type: 'bytes' },
        { name: 'endMark', type: 'Mark' },
      ],
    }),
  },
  options,
)

function containerOf(file: Buffer): { readonly text: string; readonly body: Uint8Array } {
  const read = container.reader('all').read(file, 0) as {
    header: Map<string, Uint8Array>
    count: bigint
    body: Uint8Array
  }
  assert.equal(read.count, 1n)
  assert.equal(Buffer.from(read.header.get('avro.codec') ?? []).toString() || 'null', 'null')
  return { text: Buffer.from(read.header.get('avro.schema') ?? []).toString(), body: read.body }
}

type Line = readonly [path: string, value: unknown]

/** A value as in a dump: see test/cases/avro/dump-alert.py. */
function lines(path: string, value: unknown): readonly Line[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => lines(`${path}[${index}]`, item))
  if (value instanceof Uint8Array) return [[path, createHash('sha256').update(value).digest('hex')]]
  if (typeof value !== 'object' || value === null) return [[path, value]]
  return Object.entries(value).flatMap(([name, inner]) => lines(`${path}.${name}`, inner))
}

function asRead(line: string): Line {
  const [path = '', ...rest] = line.split(' ')
  const [kind = '', text = ''] = rest
  if (kind === 'bytes') return [path, text]
  if (kind === 'float') return [path, text === 'nan' ? Number.NaN : Number(text)]
  const long = /^-?\d{11,}$/.test(kind)
  return [path, long ? BigInt(kind) : JSON.parse(rest.join(' '))]
}
