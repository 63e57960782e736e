import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { createServer as createTlsServer } from 'node:tls'
import type { DiagnosisEndpoint, DiagnosisFinding } from '../../../../runtime/api/diagnosis.ts'
import { networkSteps, together } from '../../../../runtime/cli/doctor/network-steps.ts'
import { type Outcome, walk } from '../../../../runtime/cli/doctor/walk.ts'
import { makeServerCertificate, noOpenssl } from '../../../stack/server-certificate.ts'

const portOf = (server: Server): number => (server.address() as AddressInfo).port

const outcomes = async (...endpoints: DiagnosisEndpoint[]): Promise<readonly Outcome[]> => {
  const { signal } = new AbortController()
  const found: Outcome[] = []
  const ends = (outcome: Outcome): void => void found.push(outcome)
  await walk(networkSteps(endpoints), { signal, limitMs: 60_000, begins: () => undefined, ends })
  return found
}

describe('the way to a server', () => {
  let server: Server
  before(async () => {
    server = createServer(socket => socket.on('error', () => undefined).end('no TLS here'))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  after(() => server.close())

  const plain = () => ({ host: 'localhost', port: portOf(server), tls: null })

  it('is its name, its port and TLS', async () => {
    const found = await outcomes(plain())
    assert.deepEqual(
      found.map(({ name, outcome }) => [name, outcome]),
      [
        ['name', 'ok'],
        ['TCP', 'ok'],
        ['TLS', 'unknown'],
      ],
    )
    assert.match(found[0]?.text ?? '', /^localhost is .*127\.0\.0\.1|::1/)
  })

  it('says that nothing listens, that a name is unknown, and that there is no TLS', async () => {
    const closed = await outcomes({ host: '127.0.0.1', port: 1, tls: null })
    assert.deepEqual(
      closed.map(({ outcome }) => outcome),
      ['unknown', 'failed', 'untried'],
    )
    assert.equal(closed[1]?.text, '127.0.0.1:1: nothing listens there (connection refused)')
    const [unknown] = await outcomes({ host: 'nobody.invalid', port: 1, tls: null })
    assert.equal(unknown?.outcome, 'failed')
    assert.match(unknown?.text ?? '', /^nobody\.invalid: /)
    const [, , tls] = await outcomes({ ...plain(), tls: {} })
    assert.deepEqual([tls?.outcome, tls?.text], ['failed', `localhost:${portOf(server)} does not speak TLS`])
  })

  it('looks at the certificate, whatever is wrong with it', { skip: noOpenssl }, async () => {
    const files = await makeServerCertificate()
    const [key, cert] = await Promise.all([readFile(files.key), readFile(files.cert, 'utf8')])
    const secure = createTlsServer({ key, cert })
    secure.on('tlsClientError', () => undefined)
    secure.listen(0, '127.0.0.1')
    await once(secure, 'listening')
    const endpoint = { host: '127.0.0.1', port: portOf(secure) }
    const [, , trusted] = await outcomes({ ...endpoint, tls: { ca: [cert] } })
    assert.match(trusted?.text ?? '', /^127\.0\.0\.1:\d+ shows a certificate|expires in/)
    assert.notEqual(trusted?.outcome, 'failed')
    const [, , stranger] = await outcomes({ ...endpoint, tls: {} })
    assert.equal(stranger?.outcome, 'failed')
    assert.match(stranger?.text ?? '', /is not trusted: /)
    const [, , other] = await outcomes({ ...endpoint, host: 'localhost', tls: { ca: [cert] } })
    assert.match(other?.text ?? '', /is for 127\.0\.0\.1, not for localhost$/)
    secure.close()
    await files.remove()
  })
})

describe('several servers, of which one is enough', () => {
  const ok: DiagnosisFinding = { outcome: 'ok', text: 'a is well' }
  const failed: DiagnosisFinding = { outcome: 'failed', text: 'b is away', remedy: 'start b' }

  it('are a warning while one of them answers, and a failure when none does', () => {
    assert.deepEqual(together([ok, failed]), {
      outcome: 'warning',
      text: 'b is away; 1 of 2 servers are well',
      remedy: 'start b',
    })
    assert.deepEqual(together([failed, failed]), failed)
    assert.deepEqual(together([ok, { outcome: 'unknown', text: '' }]), ok)
  })
})
