import { oneOf, password, string } from 'psconnect/plugin'

const group = 'Security'

/** The keys of Java's clients that say whom to trust over TLS, and what to show of oneself. */
export const tlsKeys = {
  'ssl.truststore.type': string({
    doc: 'Format of the trust store: PEM must be said; where it is JKS or PKCS12, the file must be PKCS#12, as JKS itself is not read.',
    default: 'JKS',
    recommended: ['PEM', 'PKCS12'],
    group,
  }),
  'ssl.truststore.location': string({
    doc: "File with the certificates of the authorities to trust. Without it, Node's own list.",
    optional: true,
    group,
  }),
  'ssl.truststore.password': password({ doc: 'Password of a PKCS#12 trust store.', optional: true, group }),
  'ssl.truststore.certificates': string({
    doc: 'The certificates to trust, inline as PEM.',
    optional: true,
    group,
  }),
  'ssl.keystore.type': string({
    doc: 'Format of the key store, as ssl.truststore.type.',
    default: 'JKS',
    recommended: ['PEM', 'PKCS12'],
    group,
  }),
  'ssl.keystore.location': string({
    doc: 'File with the private key and the certificates that this client shows to servers that ask for them.',
    optional: true,
    group,
  }),
  'ssl.keystore.password': password({ doc: 'Password of a PKCS#12 key store.', optional: true, group }),
  'ssl.keystore.certificate.chain': string({
    doc: "This client's certificate and those above it, inline as PEM.",
    optional: true,
    group,
  }),
  'ssl.keystore.key': password({ doc: 'Its private key, inline as PEM.', optional: true, group }),
  'ssl.key.password': password({
    doc: 'Password of the private key, where a PEM one is encrypted.',
    optional: true,
    group,
  }),
  'ssl.endpoint.identification.algorithm': oneOf(['https', ''], {
    doc: "Whether the certificate must name the server's host; empty switches the check off.",
    default: 'https',
    importance: 'low',
    group,
  }),
}
