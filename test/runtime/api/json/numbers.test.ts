import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { of, refused, write } from './write.ts'

describe('numbers', () => {
  it('of 64 bits keep all their digits', () => {
    for (const value of [
      0n,
      7n,
      -1n,
      999_999_999n,
      10n ** 9n,
      2n ** 32n,
      2n ** 53n + 1n,
      10n ** 18n,
      2n ** 63n - 1n,
      -(2n ** 63n),
    ])
      assert.equal(write(of('int64'), value), String(value))
    assert.equal(write(of('int64'), 2n ** 63n - 1n, { longs: 'string' }), '"9223372036854775807"')
  })

  it('of 64 bits are right wherever they are cut in pieces', () => {
    for (let index = 0n; index < 20_000n; index++) {
      const value = BigInt.asIntN(64, (index * 0x9e3779b97f4a7c15n) >> (index % 64n))
      assert.equal(write(of('int64'), value), String(value))
    }
  })

  it('of 32 bits have the fewest digits that stand for them', () => {
    for (const text of [
      '0.1',
      '-0',
      '0',
      '3.4028235e+38',
      '1e-45',
      '16777216',
      '0.000001',
      '1.1754944e-38',
      '-123.456',
      '99999.99',
      '1234567.1',
    ])
      assert.equal(write(of('float32'), Math.fround(Number(text))), text)
  })

  it('of 32 bits, whichever, are read back as they were, and no shorter text would do', () => {
    const floats = new Float32Array(1)
    const bits = new Uint32Array(floats.buffer)
    for (let index = 0; index < 50_000; index++) {
      bits[0] = Math.imul(index, 0x9e3779b1)
      const value = floats[0] as number
      if (!Number.isFinite(value)) continue
      const text = write(of('float32'), value)
      assert.equal(Math.fround(Number(text)), value)
      const digits = Number(text)
        .toExponential()
        .replace(/e.*|\D/g, '').length
      if (digits > 1) assert.notEqual(Math.fround(Number(value.toPrecision(digits - 1))), value, text)
    }
  })

  it('that are no float32 are rounded to one where the schema says so', () => {
    assert.equal(write(of('float32'), 0.1), '0.1')
    refused(/within the range of float32/, of('float32'), 1e300)
  })

  it('that JSON has not become null or text', () => {
    assert.equal(
      write(of('array', { items: of('float64') }), [Number.NaN, 1 / 0, -1 / 0, -0, 1e-7, 5]),
      '[null,null,null,-0,1e-7,5]',
    )
    assert.equal(write(of('float32'), Number.NaN, { nonFinite: 'string' }), '"NaN"')
    assert.equal(write(null, [-1 / 0], { nonFinite: 'string' }), '["-Infinity"]')
  })

  it('must fit their type', () => {
    refused(/expected a whole number of 32 bits, found a number/, of('int32'), 2 ** 31)
    refused(/8 bits/, of('int8'), -129)
    refused(/16 bits/, of('int16'), 1.5)
    refused(/expected a bigint of 64 bits, found a number/, of('int64'), 5)
    refused(/64 bits/, of('int64'), 2n ** 63n)
    refused(/expected a number \(float64\), found a string/, of('float64'), '5')
    assert.equal(write(of('array', { items: of('int32') }), [-(2 ** 31), 2 ** 31 - 1]), '[-2147483648,2147483647]')
  })
})
