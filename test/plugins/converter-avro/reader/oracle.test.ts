import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ConnectError, type FieldPath, type Schema } from 'psconnect/plugin'
import { avroSchemaOf, parseSchema } from '../../../../plugins/converter-avro/reader/index.ts'
import { Random } from '../../../fixtures/alerts/random.ts'
import { avscType } from './avsc-oracle.ts'
import { madeUpSchema } from './made-up.ts'
import { restricted } from './restricted.ts'

const options = { enhancedSchemaSupport: false }
const schemas = 150
/** Of changed messages; by hand: FUZZED_MESSAGES=200000 */
const fuzzed = Number(process.env['FUZZED_MESSAGES'] ?? 3000)

const madeUp = (seed: number) => {
  const random = new Random(seed)
  const { json, value } = madeUpSchema(random)
  return { random, json, value, oracle: avscType(json), avro: parseSchema({ text: JSON.stringify(json) }, options) }
}

/** What a reader says to bytes: the value, or what is wrong. */
function outcome(read: (bytes: Uint8Array, start: number) => unknown, bytes: Uint8Array) {
  try {
    return { value: read(bytes, 0) }
  } catch (error) {
    assert.ok(ConnectError.is(error) && error.code === 'RECORD_UNREADABLE', error as Error)
    return { refused: error.message }
  }
}

describe('made-up schemas, with avsc as the oracle', () => {
  it('values are read as avsc wrote them, and written as avsc writes them', () => {
    for (let seed = 0; seed < schemas; seed += 1) {
      const { value, oracle, avro } = madeUp(seed)
      const { read } = avro.reader('all')
      for (let index = 0; index < 5; index += 1) {
        const { ours, avscs } = value()
        const bytes = oracle.toBuffer(avscs)
        assert.deepStrictEqual(read(bytes, 0), ours, `seed ${seed}`)
        assert.deepStrictEqual(Buffer.from(avro.encode(ours)), bytes, `seed ${seed}`)
      }
    }
  })

  it('a value in the middle of other bytes is read where it starts', () => {
    const { value, oracle, avro } = madeUp(7)
    const { ours, avscs } = value()
    const bytes = Buffer.concat([Buffer.from('frame'), oracle.toBuffer(avscs)])
    assert.deepStrictEqual(avro.reader('all').read(bytes, 5), ours)
  })

  it('some fields are those of the whole', () => {
    for (let seed = 0; seed < schemas; seed += 1) {
      const { random, value, oracle, avro } = madeUp(seed)
      const paths = pathsOf(avro.schema).filter(() => random.below(4) === 0)
      const { read, missing } = avro.reader(paths)
      assert.deepEqual(missing, [])
      const { ours, avscs } = value()
      const expected = paths.length === 0 ? undefined : restricted(ours, paths)
      assert.deepStrictEqual(read(oracle.toBuffer(avscs), 0), expected, `seed ${seed}`)
      assert.equal(avro.reader('nothing').read(oracle.toBuffer(avscs), 0), undefined)
    }
  })

  it('a message that ends too early is refused wherever it ends, and so is one that goes on, whatever is needed', () => {
    for (let seed = 0; seed < schemas; seed += 1) {
      const { value, oracle, avro } = madeUp(seed)
      const bytes = oracle.toBuffer(value().avscs)
      const readers = [avro.reader('all'), avro.reader('nothing'), avro.reader([['f0']])]
      for (let end = 0; end < Math.min(bytes.length, 400); end += 1) {
        const [all, ...others] = readers.map(({ read }) => outcome(read, bytes.subarray(0, end)))
        assert.ok(all?.refused, `seed ${seed}, ${end} of ${bytes.length} bytes`)
        for (const other of others) assert.deepEqual(other, all)
      }
      for (const { read } of readers)
        assert.match(
          outcome(read, Buffer.concat([bytes, bytes, Buffer.alloc(1)])).refused ?? '',
          /the value ends here, but the message has/,
        )
    }
  })

  it('of a changed message either all readers and avsc read the same, or all readers refuse it in the same words', () => {
    const made = Array.from({ length: 50 }, (_, seed) => madeUp(seed))
    const prepared = made.map(({ avro, oracle, value, random }) => ({
      oracle,
      random,
      bytes: Array.from({ length: 4 }, () => oracle.toBuffer(value().avscs)),
      all: avro.reader('all').read,
      nothing: avro.reader('nothing').read,
      first: avro.reader([['f0']]).read,
      avro,
    }))
    let accepted = 0
    for (let index = 0; index < fuzzed; index += 1) {
      const { random, oracle, bytes, all, nothing, first, avro } = prepared[
        index % prepared.length
      ] as (typeof prepared)[0]
      const message = changed(bytes[random.below(bytes.length)] as Buffer, random)
      const whole = outcome(all, message)
      assert.equal(outcome(nothing, message).refused, whole.refused)
      assert.equal(outcome(first, message).refused, whole.refused)
      if (whole.refused !== undefined) continue
      accepted += 1
      assert.deepStrictEqual(first(message, 0), restricted(whole.value, [['f0']]))
      // Values, not bytes: a NaN may be written in several ways.
      assert.deepStrictEqual(all(oracle.toBuffer(oracle.fromBuffer(message)), 0), whole.value)
      assert.deepStrictEqual(all(avro.encode(whole.value), 0), whole.value)
    }
    assert.ok(accepted > fuzzed / 100 && accepted < fuzzed, `${accepted} of ${fuzzed} were still well formed`)
  })

  it('an Avro schema made of the Connect schema carries the same values', () => {
    for (let seed = 0; seed < schemas; seed += 1) {
      const { value, avro } = madeUp(seed)
      const again = parseSchema({ text: avroSchemaOf(avro.schema, { enhancedSchemaSupport: true }) }, options)
      assert.deepStrictEqual(again.schema, avro.schema, `seed ${seed}`)
      const { ours } = value()
      assert.deepStrictEqual(again.reader('all').read(again.encode(ours), 0), ours, `seed ${seed}`)
    }
  })
})

/** Paths to all fields, as deep as a few levels. */
function pathsOf({ fields = [] }: Schema, depth = 3): readonly FieldPath[] {
  if (depth === 0) return []
  return fields.flatMap(({ name, schema }) => [[name], ...pathsOf(schema, depth - 1).map(path => [name, ...path])])
}

function changed(original: Buffer, random: Random): Buffer {
  const bytes = Buffer.from(original)
  if (bytes.length === 0) return random.bytes(random.below(4))
  for (let change = 0; change <= random.below(3); change += 1) {
    const at = random.below(bytes.length)
    bytes[at] = random.below(2) === 0 ? random.below(256) : (bytes[at] ?? 0) ^ (1 << random.below(8))
  }
  return random.below(8) === 0 ? bytes.subarray(random.below(3)) : bytes
}
