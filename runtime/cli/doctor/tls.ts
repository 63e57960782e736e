import { isIP } from 'node:net'
import { type ConnectionOptions, connect } from 'node:tls'
import type { DiagnosisEndpoint, DiagnosisFinding, DiagnosisTls } from '../../api/diagnosis.ts'
import { judgeOwn, judgeServer, worse } from './certificate.ts'

const handshakeMs = 5000

/** Shakes hands, whatever is wrong with the certificate, so that it can be told what that is. */
export async function lookAtCertificate(endpoint: DiagnosisEndpoint, signal: AbortSignal): Promise<DiagnosisFinding> {
  const { host, port, tls } = endpoint
  const place = `${host}:${port}`
  if (!tls) return { outcome: 'unknown', text: `${place} is spoken to in plain text` }
  const { promise, resolve } = Promise.withResolvers<DiagnosisFinding>()
  const socket = connect({ ...optionsOf(endpoint, tls), signal } as ConnectionOptions)
  socket.setTimeout(handshakeMs, () => resolve(unanswered(place, `no answer within ${handshakeMs / 1000} s`)))
  socket.on('error', error => resolve(unanswered(place, error.message)))
  socket.on('secureConnect', () => {
    const refusal = socket.authorized ? undefined : String(socket.authorizationError)
    const server = judgeServer(socket.getPeerCertificate(true), { place, host, refusal, now: Date.now() })
    resolve(tls.cert === undefined ? server : worse(server, judgeOwn(tls.cert, Date.now())))
  })
  return promise.finally(() => socket.destroy())
}

const optionsOf = ({ host, port }: DiagnosisEndpoint, { ca, cert, key, checkServerIdentity }: DiagnosisTls) => ({
  host,
  port,
  rejectUnauthorized: false,
  ...(!isIP(host) && { servername: host }),
  ...(ca && { ca: [...ca] }),
  ...(cert !== undefined && { cert, key }),
  ...(checkServerIdentity && { checkServerIdentity }),
})

const unanswered = (place: string, why: string): DiagnosisFinding => ({
  outcome: 'failed',
  text: /wrong version number|disconnected before secure|ECONNRESET/i.test(why)
    ? `${place} does not speak TLS`
    : `${place} shakes no hands: ${why}`,
  remedy: 'correct the port, or whether TLS is to be used (security.protocol; http instead of https)',
})
