import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import type { ConnectRecord, Schema } from 'psconnect/plugin'
import { type PublishedMessage, type PublishServer, startPublishServer } from '../../stack/publish-server.ts'
import { configFor, createSink, Host, never, record } from './sink-under-test.ts'

/** What a value becomes: hexadecimal data and attributes, or an error. */
interface Entry {
  readonly schema: Schema | null
  readonly value: Written
  readonly data?: string | null
  readonly attributes?: Readonly<Record<string, string>>
  readonly error?: string
}

/** A value as the tables write it. */
type Written =
  | null
  | string
  | boolean
  | readonly Written[]
  | { readonly number: string }
  | { readonly long: string }
  | { readonly bytes: string }
  | { readonly date: number }
  | { readonly map: readonly (readonly [Written, Written])[] }
  | { readonly struct: Readonly<Record<string, Written>> }

const read = (name: string): Entry[] =>
  readFileSync(new URL(`../../cases/pubsub/values/${name}`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Entry)

function valueOf(written: Written): unknown {
  if (written === null || typeof written !== 'object') return written
  if (isList(written)) return written.map(valueOf)
  if ('number' in written) return Number(written.number)
  if ('long' in written) return BigInt(written.long)
  if ('bytes' in written) return Buffer.from(written.bytes, 'hex')
  if ('date' in written) return new Date(written.date)
  if ('map' in written) return new Map(written.map.map(([key, value]) => [valueOf(key), valueOf(value)]))
  return Object.fromEntries(Object.entries(written.struct).map(([name, value]) => [name, valueOf(value)]))
}

const isList = (written: Written): written is readonly Written[] => Array.isArray(written)

const inputOf = ({ schema, value }: Entry): string => JSON.stringify([schema, value])

/** test/cases/pubsub/values: google.jsonl is what Google's connector 1.3.3 did, ours.jsonl where this sink differs, and why. */
describe('a value becomes what Google’s connector makes of it', () => {
  const google = read('google.jsonl')
  const ours = new Map(read('ours.jsonl').map(entry => [inputOf(entry), entry]))
  const messages = new Map<number, PublishedMessage>()
  const refused = new Set<ConnectRecord['original']['offset']>()
  let server: PublishServer
  before(async () => {
    server = await startPublishServer({ keep: true })
    const host = new Host()
    const sink = await createSink(configFor(server.address), host)
    const records = google.map((entry, offset) => {
      const plain = record({ value: null, offset })
      return { ...plain, value: { schema: entry.schema, value: valueOf(entry.value) } }
    })
    await sink.write(records, never)
    await sink.close()
    for (const message of await server.kept()) messages.set(Number(message.attributes['kafka.offset']), message)
    for (const { record: one } of host.rejected) refused.add(one.original.offset)
  })
  after(() => server.stop())

  for (const [index, theirs] of google.entries()) {
    const expected = ours.get(inputOf(theirs)) ?? theirs
    it(`${inputOf(theirs)} ${expected === theirs ? '' : '(differs)'}`, () => {
      assert.equal(refused.has(BigInt(index)), 'error' in expected)
      if ('error' in expected) return
      const { data, attributes = {} } = messages.get(index) ?? {}
      const own = Object.entries(attributes).filter(([name]) => !name.startsWith('kafka.'))
      assert.equal(Buffer.from(data ?? []).toString('hex'), expected.data ?? '')
      assert.deepEqual(Object.fromEntries(own), expected.attributes)
    })
  }

  it('but for differences on purpose, each of a value in the table', () => {
    const known = new Set(google.map(inputOf))
    for (const input of ours.keys()) assert.ok(known.has(input), input)
  })
})
