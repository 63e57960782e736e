import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { PubSubSinkConfig } from '../../../plugins/sink-pubsub/config.ts'
import { type PublishServer, startPublishServer } from '../../stack/publish-server.ts'
import { configFor, createSink, Host, never, record } from './sink-under-test.ts'

type Headers = readonly (readonly [key: string, value: unknown])[]

describe('headers', () => {
  let server: PublishServer
  let host: Host
  before(async () => {
    server = await startPublishServer({ keep: true })
  })
  after(() => server.stop())
  beforeEach(() => {
    host = new Host()
  })
  /** The attributes that one record with a key and these headers was published with; undefined when it was not. */
  const attributesOf = async (headers: Headers, settings: Partial<PubSubSinkConfig> = {}) => {
    const earlier = (await server.kept()).length
    const config = { 'metadata.publish': false, 'headers.publish': true, ...settings }
    const sink = await createSink(configFor(server.address, config), host)
    await sink.write([record({ value: 'x', key: 'k', offset: 12, headers })], never)
    await sink.close()
    return (await server.kept())[earlier]?.attributes
  }

  it('are left out unless headers.publish says otherwise', async () => {
    assert.deepEqual(await attributesOf([['a', '1']], { 'headers.publish': false }), { key: 'k' })
  })

  it('become attributes beside those of the key and the place', async () => {
    assert.deepEqual(await attributesOf([['a', '1']], { 'metadata.publish': true }), {
      key: 'k',
      'kafka.topic': 'alerts',
      'kafka.partition': '3',
      'kafka.offset': '12',
      'kafka.timestamp': '7',
      a: '1',
    })
  })

  it('keep their text as it is, and give bytes that are no text as base64', async () => {
    const headers: Headers = [
      ['number', Buffer.from('007')],
      ['blank', ' x '],
      ['ünï', Buffer.from('é')],
      ['bytes', Buffer.from([0xff, 0xfe])],
      ['empty', Buffer.alloc(0)],
    ]
    const texts = { number: '007', blank: ' x ', ünï: 'é', bytes: '//4=', empty: '' }
    assert.deepEqual(await attributesOf(headers), { key: 'k', ...texts })
  })

  it('count by their last, replace what has their name, and are none without a value', async () => {
    const headers: Headers = [
      ['a', '1'],
      ['b', 'x'],
      ['a', '2'],
      ['kafka.topic', 'mine'],
      ['key', 'other'],
      ['b', null],
    ]
    const { a, b, key, ...rest } = (await attributesOf(headers, { 'metadata.publish': true })) ?? {}
    assert.deepEqual({ a, b, key, topic: rest['kafka.topic'] }, { a: '2', b: 'x', key: 'other', topic: 'mine' })
  })

  const tooBig: readonly [what: string, name: string, value: string, why: RegExp][] = [
    ['an empty name', '', 'x', /header "": its name is empty/],
    ['a reserved name', 'google', 'x', /header "google": its name begins with goog/],
    ['a name of 257 bytes', `${'é'.repeat(128)}x`, 'x', /header "éé.*its name takes 257 bytes.* 256$/],
    ['a value of 1,025 bytes', 'b', 'x'.repeat(1_025), /header "b": its value takes 1025 bytes.* 1024$/],
  ]
  for (const [what, name, value, why] of tooBig) {
    it(`with ${what} are left out, and the log says of which record`, async () => {
      const around: Headers = [
        ['a', '1'],
        [name, value],
        ['c', '3'],
      ]
      assert.deepEqual(await attributesOf(around), { key: 'k', a: '1', c: '3' })
      const [line, ...more] = host.said('warn')
      assert.match(line ?? '', /^1 headers .* at topic alerts, partition 3, offset 12: /)
      assert.match(line ?? '', why)
      assert.deepEqual(more, [])
    })

    it(`with ${what} refuse their record with headers.too.big=error`, async () => {
      assert.equal(await attributesOf([[name, value]], { 'headers.too.big': 'error' }), undefined)
      assert.match(host.rejected[0]?.error.message ?? '', /^it cannot be published: its header .* does not fit/)
    })
  }

  it('fit at the very limits', async () => {
    const name = 'n'.repeat(256)
    const value = 'v'.repeat(1_024)
    assert.deepEqual(await attributesOf([[name, value]], { 'headers.too.big': 'error' }), { key: 'k', [name]: value })
  })

  it('fit until there are 100 attributes; one that replaces another still does', async () => {
    const many = Array.from({ length: 120 }, (_, index) => [`h${index}`, 'x'] as const)
    const attributes = await attributesOf([...many, ['h0', 'last']])
    assert.equal(Object.keys(attributes ?? {}).length, 100)
    assert.equal(attributes?.['h0'], 'last')
    assert.deepEqual([attributes?.['h98'], attributes?.['h99']], ['x', undefined])
    assert.match(host.said('warn').at(-1) ?? '', /^21 headers/)
  })

  it('are text as Java writes it where they are neither bytes nor text', async () => {
    const headers: Headers = [
      ['list', [1, 'a']],
      ['map', { deep: 1n }],
      ['yes', true],
    ]
    assert.deepEqual(await attributesOf(headers), { key: 'k', list: '[1, a]', map: '{deep=1}', yes: 'true' })
  })

  it('that have no text refuse their record', async () => {
    assert.equal(await attributesOf([['a', Symbol('x')]]), undefined)
    assert.match(host.rejected[0]?.error.message ?? '', /its header "a" cannot be an attribute: a symbol has no text/)
  })
})
