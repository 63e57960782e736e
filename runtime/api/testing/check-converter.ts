import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ConfigOf, ConfigSpec } from '../config-spec.ts'
import type { Converter, ConverterContext, ConverterPlugin, Origin } from '../converter.ts'
import { ConnectError } from '../errors.ts'
import type { ConsumerRecord, SchemaAndValue } from '../record.ts'
import { damaged, truncated } from './damage.ts'

interface Cases<S extends ConfigSpec> {
  config: ConfigOf<S>
  /** Payloads the converter must read, each to survive decode and encode byte for byte. */
  readable: readonly Uint8Array[]
  /** Payloads it must refuse. */
  unreadable: readonly Uint8Array[]
}

const origin: Origin = { topic: 'contract', part: 'value' }
const { signal } = new AbortController()

/** The contract in converter.ts as tests. Run it for every converter, built in or your own. */
export function checkConverter<S extends ConfigSpec>(plugin: ConverterPlugin<S>, cases: Cases<S>): void {
  const create = async (): Promise<Converter> => plugin.create(cases.config, context)
  describe(`converter ${plugin.name} keeps the contract`, () => {
    checkReadable(create, cases.readable)
    checkUnreadable(create, cases)
  })
}

type Create = () => Promise<Converter>

function checkReadable(create: Create, readable: readonly Uint8Array[]): void {
  it('gives back the bytes it read', async () => {
    const converter = await create()
    const values = await decodeAll(converter, readable)
    assert.deepEqual((await encodeAll(converter, values)).map(plain), readable.map(plain))
  })

  it('leaves the bytes it was given as they were', async () => {
    const converter = await create()
    const payloads = [...readable, ...readable.flatMap(damaged)]
    const before = payloads.map(plain)
    await prepare(converter, payloads)
    for (const payload of payloads) decodeOrRefuse(converter, payload)
    assert.deepEqual(payloads.map(plain), before)
  })

  it('remembers nothing of the bytes it was given', async () => {
    const converter = await create()
    const room = new Uint8Array(Math.max(0, ...readable.map(({ length }) => length)))
    for (const bytes of readable) {
      const payload = room.subarray(0, bytes.length)
      payload.set(bytes)
      const values = await decodeAll(converter, [payload])
      assert.deepEqual((await encodeAll(converter, values)).map(plain), [plain(bytes)])
    }
  })
}

function checkUnreadable<S extends ConfigSpec>(create: Create, { readable, unreadable }: Cases<S>): void {
  it('refuses what it cannot read with RECORD_UNREADABLE', async () => {
    const converter = await create()
    await prepare(converter, unreadable)
    for (const bytes of unreadable)
      assert.equal(decodeOrRefuse(converter, bytes), null, `it read ${Buffer.from(bytes).toString('hex')}`)
  })

  it('reads or refuses what was cut short or damaged, and what it reads it writes so that it reads the same', async () => {
    const converter = await create()
    const payloads = readable.flatMap(bytes => [...truncated(bytes), ...damaged(bytes)])
    await prepare(converter, payloads)
    const read = payloads.map(bytes => decodeOrRefuse(converter, bytes)).filter(data => data !== null)
    const again = await decodeAll(converter, await encodeAll(converter, read))
    assert.deepEqual(again.map(valueOf), read.map(valueOf))
  })
}

const valueOf = ({ value }: SchemaAndValue): unknown => value

const context: ConverterContext = {
  log: { debug() {}, info() {}, warn() {}, error() {} },
  signal,
  retrying() {},
  figure() {},
  needs: 'all',
}

async function decodeAll(converter: Converter, payloads: readonly Uint8Array[]): Promise<SchemaAndValue[]> {
  await prepare(converter, payloads)
  return payloads.map(bytes => converter.decode(bytes, origin))
}

async function encodeAll(converter: Converter, values: readonly SchemaAndValue[]): Promise<Uint8Array[]> {
  await converter.prepareEncode?.(values, origin, signal)
  return values.map(data => converter.encode(data, origin))
}

/** As the host does before it decodes a batch. */
async function prepare(converter: Converter, payloads: readonly Uint8Array[]): Promise<void> {
  const batch = payloads.map(
    (value, index): ConsumerRecord => ({
      topic: origin.topic,
      partition: 0,
      offset: BigInt(index),
      timestamp: null,
      key: null,
      value,
      headers: [],
    }),
  )
  await converter.prepareDecode?.(batch, origin, signal)
}

/** Null where it is refused as it should be. */
function decodeOrRefuse(converter: Converter, bytes: Uint8Array): SchemaAndValue | null {
  try {
    return converter.decode(bytes, origin)
  } catch (error) {
    assert.ok(
      ConnectError.is(error) && error.code === 'RECORD_UNREADABLE',
      `expected RECORD_UNREADABLE for ${Buffer.from(bytes).toString('hex')}, found ${String(error)}`,
    )
    return null
  }
}

/** Whichever kind of bytes it is, to compare. */
const plain = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes)
