import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type RegistryConfig, registryProblems } from '../../../clients/schema-registry/index.ts'
import { registryConfig } from './waiting.ts'

const url = 'http://registry.example.org:8081'

interface Wrong {
  readonly urls?: readonly string[]
  readonly keys?: Partial<RegistryConfig>
  readonly problem: RegExp
}

const wrong: Readonly<Record<string, Wrong>> = {
  'no URL': { urls: [], problem: /^schema.registry.url must name at least one URL/ },
  'a URL without http': { urls: ['registry:8081'], problem: /^schema.registry.url .*"registry:8081" is none/ },
  'a URL with a question': { urls: [`${url}?a=b`], problem: /^schema.registry.url must end before the \? or #/ },
  'a login that is not encoded': {
    urls: ['http://me:100%@registry'],
    problem: /^schema.registry.url has a login with a %.*"http:\/\/…@registry"$/,
  },
  'a folder that is not there': { urls: ['file:nowhere'], problem: /^schema.registry.url .*not there: nowhere$/ },
  'a folder beside a URL': {
    urls: ['file:test', url],
    problem: /^schema.registry.url must name nothing beside a folder/,
  },
  'a source that is unknown': {
    keys: { 'basic.auth.credentials.source': 'VAULT' },
    problem: /^basic.auth.credentials.source must be one of URL, USER_INFO, SASL_INHERIT \(found VAULT\)/,
  },
  'USER_INFO without a login': {
    keys: { 'basic.auth.credentials.source': 'USER_INFO' },
    problem: /^basic.auth.user.info is missing/,
  },
  'a login without a password': {
    keys: { 'basic.auth.user.info': 'me' },
    problem: /^basic.auth.user.info must be USER:PASSWORD$/,
  },
  'a login that nobody sends': {
    keys: { 'basic.auth.credentials.source': 'URL', 'basic.auth.user.info': 'me:secret' },
    problem: /^basic.auth.user.info has no effect/,
  },
  'a login beside a token': {
    keys: { 'bearer.auth.token': 't', 'basic.auth.user.info': 'me:secret' },
    problem: /^bearer.auth.token must not stand beside a login/,
  },
  'SASL_INHERIT without a login': {
    keys: { 'basic.auth.credentials.source': 'SASL_INHERIT' },
    problem: /^sasl.jaas.config is missing/,
  },
  'a Kafka login without a password': {
    keys: { 'basic.auth.credentials.source': 'SASL_INHERIT', 'sasl.jaas.config': 'M required username="me";' },
    problem: /^sasl.jaas.config has no password="…"/,
  },
  'a Kafka login that cannot be read': {
    keys: { 'basic.auth.credentials.source': 'SASL_INHERIT', 'sasl.jaas.config': 'M required' },
    problem: /^sasl.jaas.config does not end with a semicolon/,
  },
  'a trust store without its password': {
    keys: { 'schema.registry.ssl.truststore.location': 'test/fixtures/stores/client.p12' },
    problem: /^schema.registry.ssl.truststore.password is missing/,
  },
  'a trust store of another type': {
    keys: { 'schema.registry.ssl.truststore.location': 'test/fixtures/stores/authority.pem' },
    problem: /^schema.registry.ssl.truststore.type is JKS, but .* is PEM/,
  },
}

describe('of a registry’s configuration is refused', () => {
  for (const [what, { urls = [url], keys = {}, problem }] of Object.entries(wrong))
    it(what, () => {
      const problems = registryProblems(registryConfig(urls, keys)).map(({ key, message }) => `${key} ${message}`)
      assert.equal(problems.length, 1, problems.join('\n'))
      assert.match(problems[0] ?? '', problem)
      assert.doesNotMatch(problems[0] ?? '', /secret/)
    })
})

it('a registry’s configuration may name several URLs, or a folder', () => {
  assert.deepEqual(registryProblems(registryConfig([url, 'https://me:secret@other'])), [])
  assert.deepEqual(registryProblems(registryConfig(['file:test'])), [])
  assert.deepEqual(registryProblems(registryConfig([new URL('../..', import.meta.url).href])), [])
})
