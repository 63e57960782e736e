import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Problem } from 'psconnect/plugin'
import type { TlsOptions } from './connection.ts'
import { type PemBlock, pemBlocks } from './pem.ts'
import { readPkcs12 } from './pkcs12.ts'

/** The keys of a Java Kafka client that say whom to trust and what to show, parsed. */
export interface TlsConfig {
  readonly 'ssl.truststore.type': string
  readonly 'ssl.truststore.location': string | undefined
  readonly 'ssl.truststore.password': string | undefined
  readonly 'ssl.truststore.certificates': string | undefined
  readonly 'ssl.keystore.type': string
  readonly 'ssl.keystore.location': string | undefined
  readonly 'ssl.keystore.password': string | undefined
  readonly 'ssl.keystore.certificate.chain': string | undefined
  readonly 'ssl.keystore.key': string | undefined
  readonly 'ssl.key.password': string | undefined
  readonly 'ssl.endpoint.identification.algorithm': string
}

/** Call only with a config in which `tlsProblems` found nothing. */
export const tlsOptions = (config: TlsConfig): TlsOptions => ({
  ...readTrust(config),
  ...readIdentity(config),
  ...(config['ssl.endpoint.identification.algorithm'] === '' && { checkServerIdentity: () => undefined }),
})

/** What is wrong with the stores, found by reading them. */
export const tlsProblems = (config: TlsConfig): readonly Problem[] =>
  [readTrust, readIdentity].flatMap(read => {
    try {
      read(config)
      return []
    } catch (error) {
      if (error instanceof Unfit) return [{ key: error.key, message: error.message }]
      throw error
    }
  })

class Unfit extends Error {
  readonly key: string
  constructor(key: string, message: string) {
    super(message)
    this.key = key
  }
}

/** Without a trust store, Node's own list of authorities holds. */
function readTrust(config: TlsConfig): Pick<TlsOptions, 'ca'> {
  const inline = config['ssl.truststore.certificates']
  const blocks = inline === undefined ? readStore(config, 'truststore') : pemBlocks(inline)
  if (!blocks) return {}
  const key = inline === undefined ? 'ssl.truststore.location' : 'ssl.truststore.certificates'
  return { ca: certificatesOf(blocks, key) }
}

/** What this client shows of itself, if anything. */
function readIdentity(config: TlsConfig): Pick<TlsOptions, 'cert' | 'key'> {
  const chain = config['ssl.keystore.certificate.chain']
  const inlineKey = config['ssl.keystore.key']
  if (chain !== undefined || inlineKey !== undefined) {
    if (chain === undefined) throw new Unfit('ssl.keystore.certificate.chain', 'is missing; ssl.keystore.key needs it')
    if (inlineKey === undefined)
      throw new Unfit('ssl.keystore.key', 'is missing; ssl.keystore.certificate.chain needs it')
    const certificates = certificatesOf(pemBlocks(chain), 'ssl.keystore.certificate.chain')
    return identity(certificates, readKey(config, pemBlocks(inlineKey), 'ssl.keystore.key'), 'ssl.keystore.key')
  }
  const blocks = readStore(config, 'keystore')
  if (!blocks) return {}
  const location = 'ssl.keystore.location'
  return identity(certificatesOf(blocks, location), readKey(config, blocks, location), location)
}

function identity(certificates: readonly string[], key: string, from: string): { cert: string; key: string } {
  const privateKey = createPrivateKey(key)
  const own = certificates.find(certificate => new X509Certificate(certificate).checkPrivateKey(privateKey))
  if (own === undefined) throw new Unfit(from, 'holds a private key that belongs to none of the certificates')
  return { cert: chainFrom(own, certificates).join(''), key }
}

/** TLS shows the key's own certificate first, then its issuers; a store has them in any order, with others and twice. */
function chainFrom(own: string, certificates: readonly string[]): readonly string[] {
  const chain: string[] = []
  for (let next: string | undefined = own; next !== undefined; ) {
    chain.push(next)
    const last = new X509Certificate(next)
    next = certificates.find(other => !chain.includes(other) && last.checkIssued(new X509Certificate(other)))
  }
  return chain
}

function certificatesOf(blocks: readonly PemBlock[], key: string): readonly string[] {
  const certificates = blocks.filter(({ label }) => label === 'CERTIFICATE').map(({ text }) => text)
  if (certificates.length === 0) throw new Unfit(key, 'holds no certificate')
  for (const certificate of certificates)
    attempt(key, 'holds a broken certificate', () => new X509Certificate(certificate))
  return certificates
}

function readKey(config: TlsConfig, blocks: readonly PemBlock[], key: string): string {
  const found = blocks.find(({ label }) => label.endsWith('PRIVATE KEY'))
  if (!found) throw new Unfit(key, 'holds no private key')
  const passphrase = config['ssl.key.password']
  if (found.label === 'ENCRYPTED PRIVATE KEY' && passphrase === undefined)
    throw new Unfit('ssl.key.password', `is missing; the private key of ${key} is encrypted`)
  return attempt(key, 'holds a private key that cannot be read, or ssl.key.password is wrong', () =>
    createPrivateKey({ key: found.text, ...(passphrase !== undefined && { passphrase }) })
      .export({ type: 'pkcs8', format: 'pem' })
      .toString(),
  )
}

/** The file of a store. Its bytes tell what it is: Java too reads PKCS#12 where the type says JKS. */
function readStore(config: TlsConfig, store: 'truststore' | 'keystore'): readonly PemBlock[] | undefined {
  const location = config[`ssl.${store}.location`]
  if (location === undefined) return undefined
  const key = `ssl.${store}.location`
  const bytes = attempt(key, 'cannot be read', () => readFileSync(location))
  const isPem = bytes.includes('-----BEGIN ')
  const type = config[`ssl.${store}.type`]
  if (isPem !== (type.toUpperCase() === 'PEM'))
    throw new Unfit(
      `ssl.${store}.type`,
      isPem ? `is ${type}, but ${location} is PEM: set it to PEM` : `is PEM, but ${location} is not`,
    )
  if (isPem) return pemBlocks(bytes.toString('latin1'))
  if (isJks(bytes)) throw new Unfit(key, jksRefusal(location))
  const password = config[`ssl.${store}.password`]
  if (password === undefined) throw new Unfit(`ssl.${store}.password`, `is missing; ${location} needs it`)
  const complaint = `is no PKCS#12 store that can be read with ssl.${store}.password: ${location}`
  const { certificates, keys } = attempt(key, complaint, () => readPkcs12(bytes, password))
  return [
    ...certificates.map(text => ({ label: 'CERTIFICATE', text })),
    ...keys.map(text => ({ label: 'PRIVATE KEY', text })),
  ]
}

/** JKS, and its kin JCEKS. */
const isJks = (bytes: Buffer): boolean => bytes.length > 4 && [0xfeedfeed, 0xcececece].includes(bytes.readUInt32BE(0))

const jksRefusal = (location: string): string =>
  `is in Java's own format JKS, which this host does not read. To convert: keytool -importkeystore -srckeystore ${location} -destkeystore ${location.replace(/\.jks$/i, '')}.p12 -deststoretype PKCS12`

function attempt<T>(key: string, complaint: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    throw new Unfit(key, `${complaint} (${error instanceof Error ? error.message : String(error)})`)
  }
}
