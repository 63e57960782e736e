import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import plugin from '../../../plugins/sink-pubsub/index.ts'
import { Receiver } from './published.ts'
import { configFor, record } from './sink-under-test.ts'

type Headers = readonly (readonly [key: string, value: unknown])[]

const of = (name: string, text: string) => [`__connect.errors.${name}`, Buffer.from(text)] as const
const context: Headers = [of('topic', 'alerts'), of('partition', '3'), of('offset', '12')]

const configOf = (queue: string, settings = {}) => {
  const config = plugin.deadLetters?.(queue, configFor('h:1', settings))
  assert.ok(config)
  return config
}

const place = (queue: string) => {
  const config = configOf(queue)
  return `${config['cps.project']} ${config['cps.topic']}`
}

describe('the configuration for dead letters', () => {
  it('names the queue, in the same project or in another', () => {
    assert.equal(place('errors'), 'p errors')
    assert.equal(place('projects/other/topics/errors'), 'other errors')
  })

  for (const queue of [
    '',
    'projects/p',
    'projects/p/topics/',
    'projects/p/topics/a/b',
    'a b',
    't',
    'projects/p/topics/t',
  ])
    it(`refuses ${JSON.stringify(queue)}`, () => {
      assert.throws(() => configOf(queue), { code: 'CONFIG_INVALID', message: /^must be / })
    })

  it('keeps how Pub/Sub is reached, and undoes what is done to records', () => {
    const reached = { 'gcp.credentials.file.path': '/key.json', 'cps.endpoint': 'there:443', maxBufferSize: 7 }
    const done = {
      'headers.too.big': 'error',
      orderingKeySource: 'key',
      messageBodyFormat: 'confluent',
      'attributes.schema': true,
      'attributes.': { band: 'diaSource.band' },
    }
    const config = configOf('errors', { ...reached, ...done })
    for (const [key, value] of Object.entries(reached)) assert.deepEqual(config[key as keyof typeof reached], value)
    assert.equal(config['headers.publish'], true)
    assert.deepEqual(plugin.reads?.(config), { needs: 'all' })
  })
})

describe('a dead letter', () => {
  let receiver: Receiver
  before(async () => {
    receiver = await Receiver.start()
  })
  after(() => receiver.stop())
  /** What one dead letter becomes, but for its place. */
  const publish = async (parts: { value?: unknown; key?: unknown; headers: Headers }) => {
    const config = plugin.deadLetters?.('errors', configFor(receiver.address))
    const [message] = await receiver.publish([record({ value: null, ...parts })], config)
    const attributes = Object.entries(message?.attributes ?? {}).filter(([name]) => !name.startsWith('kafka.'))
    return message && { data: message.data, attributes: Object.fromEntries(attributes) }
  }

  it('keeps its value, its key and its headers, and what is known of its error', async () => {
    const value = Buffer.from([0, 255])
    const headers: Headers = [['survey', Buffer.from('LSST')], ['raw', Buffer.from([0xff, 0xfe])], ...context]
    assert.deepEqual(await publish({ value, key: Buffer.from('k'), headers }), {
      data: value,
      attributes: {
        key: 'k',
        survey: 'LSST',
        raw: '//4=',
        '__connect.errors.topic': 'alerts',
        '__connect.errors.partition': '3',
        '__connect.errors.offset': '12',
      },
    })
  })

  it('says of its error as much as fits, in whole characters', async () => {
    const texts = [
      'x'.repeat(1_024),
      'x'.repeat(1_025),
      'é'.repeat(600),
      `x${'é'.repeat(600)}`,
      '🔭'.repeat(300),
      `xyz${'🔭'.repeat(300)}`,
    ]
    const { attributes = {} } = (await publish({ headers: texts.map((text, index) => of(`${index}`, text)) })) ?? {}
    const found = texts.map((_, index) => attributes[`__connect.errors.${index}`])
    assert.deepEqual(found, [
      'x'.repeat(1_024),
      'x'.repeat(1_024),
      'é'.repeat(512),
      `x${'é'.repeat(511)}`,
      '🔭'.repeat(256),
      `xyz${'🔭'.repeat(255)}`,
    ])
    assert.deepEqual(receiver.host.said('warn'), [])
  })

  it('goes without headers it had before where there are more than 100, and the log says so', async () => {
    const many = Array.from({ length: 120 }, (_, index) => [`h${index}`, Buffer.from('x')] as const)
    const { attributes = {} } = (await publish({ headers: [...many, ...context] })) ?? {}
    assert.equal(Object.keys(attributes).length, 96)
    for (const [name] of context) assert.ok(name in attributes, name)
    assert.deepEqual([attributes['h92'], attributes['h93']], ['x', undefined])
    assert.match(receiver.host.said('warn').at(-1) ?? '', /^27 headers/)
  })

  it('goes without headers it had before where it would be too large with them', async () => {
    const value = Buffer.alloc(9_999_000)
    const headers: Headers = [['small', 'x'], ['large', 'x'.repeat(1_000)], ...context]
    const { data, attributes = {} } = (await publish({ value, headers })) ?? {}
    assert.equal(data?.length, value.length)
    assert.deepEqual(Object.keys(attributes), [...context.map(([name]) => name), 'small'])
    assert.match(receiver.host.said('warn').at(-1) ?? '', /header "large": the message would take more bytes/)
  })

  it('goes without its key where that cannot be an attribute, and the log says so', async () => {
    const { attributes = {} } = (await publish({ key: 'k'.repeat(1_025), headers: context })) ?? {}
    assert.deepEqual(
      Object.keys(attributes),
      context.map(([name]) => name),
    )
    assert.match(receiver.host.said('warn').at(-1) ?? '', /the key: its value takes 1025 bytes/)
  })

  it('has a place even where nothing else is known of it', async () => {
    assert.deepEqual(await publish({ headers: [] }), { data: Buffer.alloc(0), attributes: {} })
  })

  it('is handed back where its value alone is too large', async () => {
    assert.equal(await publish({ value: Buffer.alloc(10_000_001), headers: context }), undefined)
    assert.equal(receiver.host.rejected.length, 1)
  })
})
