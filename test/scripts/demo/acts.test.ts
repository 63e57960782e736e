import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Act, acts } from '../../../scripts/demo/acts.ts'
import { alertType } from '../../fixtures/alerts/alert-schema.ts'
import { alertGenerator } from '../../fixtures/alerts/index.ts'

const alertAt = alertGenerator()
const alert = alertAt(0)
const [bytes, json, attributes] = acts as readonly [Act, Act, Act]

const message = (data: Buffer, found: Readonly<Record<string, string>> = {}) => ({
  id: '1',
  data,
  attributes: found,
  publishTime: new Date(),
})

const decoded = alertType.fromBuffer(alert.subarray(5)) as {
  diaSource: { diaSourceId: bigint; psfFlux: number; band: string }
}
const { diaSourceId, psfFlux, band } = decoded.diaSource

/** As any program would write it, but for longs, which become placeholders and then their digits. */
const text = JSON.stringify(decoded, (_key, value) =>
  typeof value === 'bigint'
    ? `long ${value}`
    : value?.type === 'Buffer'
      ? Buffer.from(value.data).toString('base64')
      : value,
).replaceAll(/"long (\d+)"/g, '$1')

describe('JSON', () => {
  it('is found to be the alert, to the last field', () => {
    assert.equal(json.problemOf(message(Buffer.from(text)), alert), undefined)
  })

  it('with a long that went through a double is not', () => {
    const rounded = text.replace('170000000000000001', '170000000000000000')
    assert.match(String(json.problemOf(message(Buffer.from(rounded)), alert)), /its field alertId is not what/)
  })

  it('with a number, a text or a cutout that differs is not', () => {
    for (const [path, found, other] of [
      ['diaSource.psfFlux', `"psfFlux":${psfFlux}`, `"psfFlux":${psfFlux * 1.000001}`],
      ['diaSource.band', `"band":"${band}"`, '"band":"w"'],
      ['cutoutScience', '"cutoutScience":"', '"cutoutScience":"AAAA'],
    ] as const) {
      const problem = json.problemOf(message(Buffer.from(text.replace(found, other))), alert)
      assert.equal(problem, `its field ${path} is not what was produced`)
    }
  })

  it('lacks nothing', () => {
    const { diaObject, ...rest } = JSON.parse(text)
    assert.ok(diaObject !== undefined)
    assert.notEqual(json.problemOf(message(Buffer.from(JSON.stringify(rest))), alert), undefined)
  })
})

describe('bytes and attributes', () => {
  const found = {
    alertId: '170000000000000001',
    diaSourceId: String(diaSourceId),
    psfFlux: String(psfFlux),
    band,
  }

  it('are found to be the alert', () => {
    assert.equal(attributes.problemOf(message(alert, found), alert), undefined)
  })

  it('with another byte or attribute are not', () => {
    assert.match(String(attributes.problemOf(message(alertAt(1), found), alert)), /its bytes/)
    assert.match(
      String(attributes.problemOf(message(alert, { ...found, band: 'w' }), alert)),
      /its attribute band is not/,
    )
    assert.match(
      String(attributes.problemOf(message(alert, { ...found, alertId: '1' }), alert)),
      /its attribute alertId/,
    )
  })
})

it('a receiver reads the same from each', () => {
  const found = {
    alertId: '170000000000000001',
    diaSourceId: String(diaSourceId),
    psfFlux: String(psfFlux),
    band,
  }
  const reading = bytes.read(message(alert))
  assert.deepEqual(attributes.read(message(alert, found)), reading)
  assert.deepEqual(json.read(message(Buffer.from(text))), reading)
})
