import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readArguments } from '../../../../runtime/cli/consume/arguments.ts'

const read = (text: string) => readArguments(['--topic', 'alerts', ...text.split(' ').filter(word => word !== '')])

describe('the arguments of psconnect consume', () => {
  it('say from where partitions are read, each by itself, or all of them', () => {
    assert.equal(read('').partitions, undefined)
    assert.equal(read('--from-beginning').partitions, undefined)
    assert.deepEqual(read('--partition 3').partitions, new Map([[3, 'latest']]))
    assert.deepEqual(read('--partition 3 --from-beginning').partitions, new Map([[3, 'earliest']]))
    assert.deepEqual(read('--partition 0 --offset 12').partitions, new Map([[0, 12n]]))
    assert.deepEqual(
      read('--offset 0:12 --offset 7:earliest').partitions,
      new Map<number, unknown>([
        [0, 12n],
        [7, 'earliest'],
      ]),
    )
  })

  it('hold fields as paths, and properties whose values may hold an equals sign', () => {
    const { fields, properties } = read('--format summary --fields alertId,diaSource.psfFlux --property a.b=c=d')
    assert.deepEqual(fields, [['alertId'], ['diaSource', 'psfFlux']])
    assert.deepEqual(properties, [{ key: 'a.b', text: 'c=d' }])
  })

  for (const [text, why] of [
    ['--offset 12', /--offset must be PARTITION:OFFSET/],
    ['--offset 0:soon', /must be a whole number, earliest or latest/],
    ['--partition -1', /--partition/],
    ['--partition 1 --offset 2 --offset 3', /--partition takes one --offset/],
    ['--from-beginning --offset 0:1', /cannot both be/],
    ['--group g --partition 1', /--group says which partitions/],
    ['--group g --offset 0:1', /--group says which partitions/],
    ['--commit', /--commit needs --group/],
    ['--format xml', /--format must be one of json, pretty, summary, raw/],
    ['--fields a', /--fields are shown with --format summary/],
    ['--property url', /--property must be KEY=VALUE/],
    ['--max-messages 0', /--max-messages must be a whole number from 1/],
    ['--timeout-ms 1.5', /--timeout-ms must be a whole number/],
  ] as const)
    it(`cannot be ${text}`, () => {
      assert.throws(() => read(text), { message: why })
    })
})
