/** A block of a PEM text, as OpenSSL reads it: Kafka's files often have lines joined by blanks, which Java accepts. */
export interface PemBlock {
  /** Such as CERTIFICATE or ENCRYPTED PRIVATE KEY. */
  readonly label: string
  readonly text: string
}

const block = /-----BEGIN ([A-Z0-9 ]+?)-----([A-Za-z0-9+/=\s]*)-----END \1-----/g

/** All blocks, in their order. What stands between them is no part of PEM and left out. */
export const pemBlocks = (text: string): readonly PemBlock[] =>
  [...text.matchAll(block)].map(([, label = '', body = '']) => ({ label, text: pemText(label, body) }))

export const pemOf = (label: string, der: Buffer): string => pemText(label, der.toString('base64'))

function pemText(label: string, body: string): string {
  const lines = body.replaceAll(/\s+/g, '').match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}
