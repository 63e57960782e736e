import type { TlsConfig } from '@psconnect/client-kafka'
import { ConnectError } from '../api/errors.ts'
import type { ListenerTls } from '../config/resolve-rest.ts'

export interface ServerTls {
  readonly cert: string
  readonly key: string
  readonly ca?: string[]
  readonly requestCert: boolean
  readonly rejectUnauthorized: boolean
  readonly minVersion: 'TLSv1.2'
}

/** What an https listener shows and trusts. Rejects with CONFIG_INVALID where its files do not give that. */
export async function serverTls(settings: ListenerTls): Promise<ServerTls> {
  // Only an https listener needs it.
  const { tlsOptions, tlsProblems } = await import('@psconnect/client-kafka')
  const config = { ...settings, 'ssl.endpoint.identification.algorithm': 'https' } as unknown as TlsConfig
  const [problem] = tlsProblems(config)
  if (problem) throw unusable(`${problem.key} ${problem.message}`)
  const { cert, key, ca } = tlsOptions(config)
  if (cert === undefined || key === undefined)
    throw unusable(
      'ssl.keystore.location or ssl.keystore.certificate.chain is missing: an https listener must show a certificate',
    )
  const clientAuth = String(settings['ssl.client.auth'])
  if (clientAuth !== 'none' && ca === undefined)
    throw unusable(
      `ssl.truststore.location is missing: ssl.client.auth is ${clientAuth}, so it must be said whose certificates are good`,
    )
  return {
    cert,
    key,
    ...(ca && { ca: [...ca] }),
    requestCert: clientAuth !== 'none',
    rejectUnauthorized: clientAuth === 'required',
    minVersion: 'TLSv1.2',
  }
}

const unusable = (why: string): ConnectError => new ConnectError('CONFIG_INVALID', `of the https listeners, ${why}`)
