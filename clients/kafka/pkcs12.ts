import { createRequire } from 'node:module'
import { pemOf } from './pem.ts'

export interface Pkcs12Content {
  /** PEM, in the order of the store. */
  readonly certificates: readonly string[]
  /** PEM, not encrypted. */
  readonly keys: readonly string[]
}

/** What is used of node-forge, which has no type declarations. */
interface Forge {
  readonly asn1: { fromDer(bytes: string): unknown; toDer(value: unknown): { getBytes(): string } }
  readonly pkcs12: { pkcs12FromAsn1(store: unknown, password: string): { safeContents: readonly SafeContents[] } }
  readonly pki: {
    certificateToAsn1(certificate: object): unknown
    privateKeyToAsn1(key: object): unknown
    wrapRsaPrivateKey(key: unknown): unknown
  }
}

interface SafeContents {
  readonly safeBags: readonly Bag[]
}

interface Bag {
  /** Of RSA; for others null, and `asn1` holds what was found. */
  readonly cert?: object | null
  readonly key?: object | null
  readonly asn1?: unknown
}

/**
 * Reads a PKCS#12 store. Node's own reader (`pfx`) takes no certificates that stand without a key, which is what a trust store of
 * Java's keytool is made of. Throws where the password is wrong or the store cannot be read.
 */
export function readPkcs12(store: Buffer, password: string): Pkcs12Content {
  const forge = loadForge()
  const { safeContents } = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(store.toString('latin1')), password)
  const bags = safeContents.flatMap(({ safeBags }) => safeBags)
  const pem = (label: string, value: unknown) => pemOf(label, Buffer.from(forge.asn1.toDer(value).getBytes(), 'latin1'))
  const keyOf = ({ key, asn1 }: Bag) => (key ? forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(key)) : asn1)
  const certificateOf = ({ cert, asn1 }: Bag) => (cert ? forge.pki.certificateToAsn1(cert) : asn1)
  return {
    certificates: bags.filter(bag => 'cert' in bag).map(bag => pem('CERTIFICATE', certificateOf(bag))),
    keys: bags.filter(bag => 'key' in bag).map(bag => pem('PRIVATE KEY', keyOf(bag))),
  }
}

/** Only where a store is read, and only its parts for that: each thread that loads it pays 8 MB. */
function loadForge(): Forge {
  const load = createRequire(import.meta.url)
  return {
    asn1: load('node-forge/lib/asn1') as Forge['asn1'],
    pkcs12: load('node-forge/lib/pkcs12') as Forge['pkcs12'],
    pki: load('node-forge/lib/pki') as Forge['pki'],
  }
}
