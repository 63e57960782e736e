import assert from 'node:assert/strict'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import { type TlsConfig, tlsOptions, tlsProblems } from '../../../clients/kafka/tls-config.ts'
import { defaultClientConfig as none } from '../../fixtures/client-config.ts'

const store = (name: string) => join('test/fixtures/stores', name)
const pem = (name: string) => readFileSync(store(name), 'utf8')
const read = (change: Partial<TlsConfig>) => {
  const config = { ...none, ...change }
  assert.deepEqual(tlsProblems(config), [])
  return tlsOptions(config)
}
const namesIn = (...texts: readonly string[]) =>
  texts
    .flatMap(text => text.match(/-----BEGIN[^]+?-----END CERTIFICATE-----/g) ?? [])
    .map(text => new X509Certificate(text).subject)
const fits = ({ cert = '', key = '' }) => new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))

it('trusts Node’s own list and shows nothing of itself where no store is given', () => {
  assert.deepEqual(read({}), {})
})

it('checks the host’s name unless told not to', () => {
  assert.ok('checkServerIdentity' in read({ 'ssl.endpoint.identification.algorithm': '' }))
})

const trusts: readonly [string, Partial<TlsConfig>][] = [
  ['a PEM file', { 'ssl.truststore.type': 'PEM', 'ssl.truststore.location': store('authority.pem') }],
  ['inline PEM', { 'ssl.truststore.certificates': pem('authority.pem') }],
  [
    'inline PEM whose lines are joined by blanks',
    { 'ssl.truststore.certificates': pem('authority.pem').replaceAll('\n', ' ') },
  ],
  [
    'a store of Java 17’s keytool -importcert, also without its type',
    { 'ssl.truststore.location': store('trust.p12'), 'ssl.truststore.password': 'changeit' },
  ],
]
for (const [what, change] of trusts)
  it(`trusts the certificates of ${what}`, () => {
    assert.deepEqual(namesIn(...(read(change).ca ?? [])), ['CN=authority'])
  })

const inline = { 'ssl.keystore.certificate.chain': pem('client.pem'), 'ssl.keystore.key': pem('client-key.pem') }
const p12 = (name: string) => ({ 'ssl.keystore.location': store(name), 'ssl.keystore.password': 'changeit' })
const identities: readonly [string, Partial<TlsConfig>, readonly string[]][] = [
  ['a key store of keytool', p12('client.p12'), ['CN=client', 'CN=authority']],
  ['a store in the encryption of older tools', p12('client-rc2.p12'), ['CN=client']],
  ['inline PEM with an encrypted key', { ...inline, 'ssl.key.password': 'changeit' }, ['CN=client']],
  [
    'inline PEM in any order',
    {
      ...inline,
      'ssl.keystore.certificate.chain': pem('authority.pem') + pem('client.pem'),
      'ssl.key.password': 'changeit',
    },
    ['CN=client', 'CN=authority'],
  ],
]
for (const [what, change, names] of identities)
  it(`shows itself with the key and certificates of ${what}, its own first`, () => {
    const { cert = '', key = '' } = read(change)
    assert.deepEqual(namesIn(cert), names)
    assert.ok(fits({ cert, key }))
  })

const trust = (change: Partial<TlsConfig>) => ({ 'ssl.truststore.password': 'changeit', ...change })
const refused: readonly [string, Partial<TlsConfig>, RegExp][] = [
  [
    'a trust store that is not there',
    trust({ 'ssl.truststore.location': '/no/such.p12' }),
    /^ssl\.truststore\.location cannot be read .*no such file.*\/no\/such\.p12/,
  ],
  [
    'JKS, with the command that converts it',
    trust({ 'ssl.truststore.location': store('trust.jks') }),
    /^ssl\.truststore\.location .*JKS.* keytool -importkeystore -srckeystore .*trust\.jks -destkeystore .*trust\.p12 -deststoretype PKCS12/,
  ],
  [
    'PEM that is not said to be PEM',
    { 'ssl.truststore.location': store('authority.pem') },
    /^ssl\.truststore\.type is JKS, but .* is PEM: set it to PEM/,
  ],
  [
    'what is said to be PEM and is not',
    { 'ssl.truststore.type': 'PEM', 'ssl.truststore.location': store('trust.p12') },
    /^ssl\.truststore\.type is PEM, but .* is not/,
  ],
  [
    'a PKCS#12 store without its password',
    { 'ssl.truststore.location': store('trust.p12') },
    /^ssl\.truststore\.password is missing/,
  ],
  [
    'a PKCS#12 store with a wrong password',
    trust({ 'ssl.truststore.location': store('trust.p12'), 'ssl.truststore.password': 'guess' }),
    /^ssl\.truststore\.location is no PKCS#12 store that can be read with ssl\.truststore\.password: .*Invalid password/,
  ],
  [
    'what is no store at all',
    trust({ 'ssl.truststore.location': store('make.sh') }),
    /^ssl\.truststore\.location is no PKCS#12 store/,
  ],
  ['inline text that is no certificate', { 'ssl.truststore.certificates': 'PEM' }, /certificates holds no certificate/],
  [
    'an inline certificate that is cut short',
    { 'ssl.truststore.certificates': pem('authority.pem').replace(/[^\n]+\n-----END/, '-----END') },
    /certificates holds a broken certificate/,
  ],
  ['a chain without its key', { 'ssl.keystore.certificate.chain': 'PEM' }, /^ssl\.keystore\.key is missing/],
  ['a key without its chain', { 'ssl.keystore.key': 'PEM' }, /^ssl\.keystore\.certificate\.chain is missing/],
  [
    'a key store without a key',
    { 'ssl.keystore.location': store('trust.p12'), 'ssl.keystore.password': 'changeit' },
    /holds no private key/,
  ],
  ['an encrypted key without its password', inline, /^ssl\.key\.password is missing/],
  ['an encrypted key with a wrong one', { ...inline, 'ssl.key.password': 'guess' }, /ssl\.key\.password is wrong/],
  [
    'a key that belongs to another certificate',
    { ...inline, 'ssl.keystore.certificate.chain': pem('authority.pem'), 'ssl.key.password': 'changeit' },
    /^ssl\.keystore\.key holds a private key that belongs to none/,
  ],
]
for (const [what, change, reason] of refused)
  it(`refuses ${what}`, () => {
    const problems = tlsProblems({ ...none, ...change }).map(({ key, message }) => `${key} ${message}`)
    assert.equal(problems.length, 1)
    assert.match(problems[0] ?? '', reason)
    assert.doesNotMatch(problems[0] ?? '', /changeit|guess/)
  })
