import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type RequestOptions, request } from 'node:https'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startRest } from './support/start-rest.ts'

const store = (name: string): string => fileURLToPath(new URL(`../../fixtures/stores/${name}`, import.meta.url))
const authority = readFileSync(store('authority.pem'))
const https = (name: string, password = 'changeit') => ({
  listeners: 'https://127.0.0.1:0',
  'listeners.https.ssl.keystore.location': store(name),
  'listeners.https.ssl.keystore.password': password,
})

/** The certificate of the fixtures names no host; that it comes from the authority is checked. */
async function get(address: string, options: RequestOptions = {}): Promise<number | undefined> {
  const [host, port] = address.split(':')
  const sent = request({ host, port, path: '/', ca: authority, checkServerIdentity: () => undefined, ...options }).end()
  const [response] = await once(sent, 'response')
  response.resume()
  return response.statusCode
}

it('serves https with a store of Java', async () => {
  const rest = await startRest({ runs: false, worker: https('client.p12') })
  assert.equal(await get(rest.address), 200)
  await assert.rejects(get(rest.address, { maxVersion: 'TLSv1.1', minVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }))
  await rest.stop()
})

it('lets in only clients with a certificate where they need one', async () => {
  const auth = {
    'listeners.https.ssl.client.auth': 'required',
    'listeners.https.ssl.truststore.location': store('trust.p12'),
  }
  const password = { 'listeners.https.ssl.truststore.password': 'changeit' }
  const rest = await startRest({ runs: false, worker: { ...https('client.p12'), ...auth, ...password } })
  await assert.rejects(get(rest.address))
  assert.equal(await get(rest.address, { pfx: readFileSync(store('client.p12')), passphrase: 'changeit' }), 200)
  await rest.stop()
})

it('does not begin without what it must show, or with a store that it cannot read', async () => {
  await assert.rejects(begins({ listeners: 'https://127.0.0.1:0' }), {
    code: 'CONFIG_INVALID',
    message: /ssl\.keystore\.location or ssl\.keystore\.certificate\.chain is missing/,
  })
  await assert.rejects(begins(https('client.p12', 'wrong')), {
    code: 'CONFIG_INVALID',
    message: /cannot be read|is no PKCS#12/,
  })
  await assert.rejects(begins({ ...https('client.p12'), 'listeners.https.ssl.client.auth': 'required' }), {
    code: 'CONFIG_INVALID',
    message: /ssl\.truststore\.location is missing/,
  })
})

const begins = (worker: Record<string, string>) => startRest({ runs: false, worker })
