import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { credentialsOf } from '@psconnect/client-pubsub'
import { config, validate } from '../../../plugins/sink-pubsub/config.ts'
import { endpointOf } from '../../../plugins/sink-pubsub/endpoint.ts'
import { configFor } from './sink-under-test.ts'

describe('the configuration', () => {
  it('refuses two sets of credentials', () => {
    const both = { 'gcp.credentials.file.path': '/key.json', 'gcp.credentials.json': '{}' }
    assert.deepEqual(
      validate(configFor('h:1', both)).map(({ key }) => key),
      ['gcp.credentials.json'],
    )
    assert.deepEqual(validate(configFor('h:1', { ...both, 'gcp.credentials.json': '' })), [])
  })

  const texts: readonly [key: keyof typeof config, good: readonly string[], bad: readonly string[]][] = [
    [
      'cps.endpoint',
      ['pubsub.googleapis.com:443', '127.0.0.1:1', '[::1]:443'],
      ['host', 'http://host:443', 'h:0', 'h:70000'],
    ],
    ['cps.topic', ['alerts'], ['', 'projects/p/topics/alerts', 'a b']],
    ['cps.project', ['my-project', 'example.com:my-project'], ['', 'projects/p']],
    ['gcp.sa.credentials.json', ['', '{"type":"service_account"}'], ['secret']],
    ['gcp.credentials.json', ['', '{"type":"service_account"}'], ['secret']],
  ]
  for (const [key, good, bad] of texts) {
    it(`checks ${key}, and shows none of a secret`, () => {
      const { problem } = config[key]
      for (const text of good) assert.equal(problem?.(text), undefined, text)
      for (const text of bad) assert.match(problem?.(text) ?? '', /^must be (?!.*secret)/, text)
    })
  }
})

const credentials = (settings: object) => {
  const { file, json } = credentialsOf(configFor('h:1', settings))
  return { file, json }
}

describe('the credentials', () => {
  const general = { 'gcp.credentials.file.path': '/g.json' }
  const account = { 'gcp.sa.credentials.file.path': '/a.json', 'gcp.sa.credentials.json': '{}' }
  it('of a service account stand above the others', () => {
    assert.deepEqual(credentials(general), { file: '/g.json', json: undefined })
    assert.deepEqual(credentials({ ...general, ...account }), { file: '/a.json', json: '{}' })
    assert.deepEqual(credentials({ ...general, 'gcp.sa.credentials.json': '{}' }), { file: undefined, json: '{}' })
  })

  it('that are set to nothing are not set', () => {
    const nothing = { 'gcp.sa.credentials.file.path': '', 'gcp.sa.credentials.json': '', 'gcp.credentials.json': '' }
    assert.deepEqual(credentials({ ...general, ...nothing }), { file: '/g.json', json: undefined })
  })
})

const withHost = (host: string | undefined, settings: object) => {
  if (host !== undefined) process.env['PUBSUB_EMULATOR_HOST'] = host
  try {
    return endpointOf(configFor('there:443', settings))
  } finally {
    delete process.env['PUBSUB_EMULATOR_HOST']
  }
}

describe('the endpoint', () => {
  const emulator = { 'cps.useEmulator': true }
  const google = { 'cps.useEmulator': false }
  it('is reached over TLS unless it is an emulator', () => {
    assert.deepEqual(withHost(undefined, google), { address: 'there:443', plaintext: false })
    assert.deepEqual(withHost(undefined, emulator), { address: 'there:443', plaintext: true })
  })

  it('is what PUBSUB_EMULATOR_HOST says where it is set', () => {
    assert.deepEqual(withHost('here:8085', google), { address: 'here:8085', plaintext: true })
    assert.throws(() => withHost('http://here', google), { code: 'CONFIG_INVALID' })
  })
})
