import { X509Certificate } from 'node:crypto'
import type { DiagnosisFinding } from '../../api/diagnosis.ts'

/** What is looked at in a certificate, as node:tls gives it. */
export interface Certificate {
  readonly subject: Name
  readonly issuer: Name
  readonly subjectaltname?: string | undefined
  readonly valid_from: string
  readonly valid_to: string
  /** Its own where it has signed itself. */
  readonly issuerCertificate?: Certificate
}

interface Name {
  readonly CN?: string | string[] | undefined
  readonly O?: string | string[] | undefined
}

export interface Circumstances {
  /** host:port */
  readonly place: string
  readonly host: string
  /** Why a client does not accept it, as OpenSSL or Node names it. */
  readonly refusal: string | undefined
  readonly now: number
}

const day = 86_400_000
const soonDays = 30

/** What a client makes of the certificate of a server. */
export function judgeServer(shown: Certificate, { place, host, refusal, now }: Circumstances): DiagnosisFinding {
  const whose = `the certificate of ${place}`
  if (refusal !== undefined) return refused(shown, { whose, host, refusal })
  const last = soonestOf(shown)
  const days = Math.floor((Date.parse(last.valid_to) - now) / day)
  const name = last === shown ? whose : `${nameOf(last.subject)}, which vouches for ${whose},`
  if (days < soonDays)
    return { outcome: 'warning', text: `${name} expires in ${days} days, on ${dateOf(last.valid_to)}`, remedy: renew }
  return {
    outcome: 'ok',
    text: `${place} shows a certificate of ${nameOf(shown.issuer)}, valid until ${dateOf(last.valid_to)} (${days} days)`,
  }
}

/** The one that this client shows of itself. */
export function judgeOwn(pem: string, now: number): DiagnosisFinding {
  const { validToDate } = new X509Certificate(pem)
  const days = Math.floor((validToDate.getTime() - now) / day)
  const when = validToDate.toISOString().slice(0, 10)
  const own = 'the certificate of the key store'
  if (days < 0) return { outcome: 'failed', text: `${own} expired on ${when}`, remedy: renew }
  if (days < soonDays) return { outcome: 'warning', text: `${own} expires in ${days} days, on ${when}`, remedy: renew }
  return { outcome: 'ok', text: `${own} is valid until ${when}` }
}

const order = ['ok', 'unknown', 'warning', 'failed']

/** The one of two that matters more; of two that are well, both. */
export function worse(one: DiagnosisFinding, other: DiagnosisFinding): DiagnosisFinding {
  if (one.outcome === 'ok' && other.outcome === 'ok') return { outcome: 'ok', text: `${one.text}; ${other.text}` }
  return order.indexOf(other.outcome) > order.indexOf(one.outcome) ? other : one
}

const renew = 'have it renewed'

interface Refusal {
  readonly whose: string
  readonly host: string
  readonly refusal: string
}

function refused(shown: Certificate, { whose, host, refusal }: Refusal): DiagnosisFinding {
  switch (refusal) {
    case 'CERT_HAS_EXPIRED':
      return {
        outcome: 'failed',
        text: `${whose} expired on ${dateOf(soonestOf(shown).valid_to)}`,
        remedy: 'have it renewed',
      }
    case 'CERT_NOT_YET_VALID':
      return {
        outcome: 'failed',
        text: `${whose} is not valid before ${dateOf(shown.valid_from)}`,
        remedy: 'set the clock of this machine',
      }
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return {
        outcome: 'failed',
        text: `${whose} is for ${namesOf(shown)}, not for ${host}`,
        remedy: 'use one of these names, or have a certificate made for this one',
      }
    default:
      return {
        outcome: 'failed',
        text: `${whose} is not trusted: it is of ${nameOf(shown.issuer)} (${refusal})`,
        remedy: 'let this client trust that authority (its ssl.truststore.location, or NODE_EXTRA_CA_CERTS)',
      }
  }
}

/** Of the certificate and those that vouch for it, the one that expires first. */
function soonestOf(shown: Certificate): Certificate {
  let soonest = shown
  const seen = new Set([shown])
  for (let next = shown.issuerCertificate; next && !seen.has(next); next = next.issuerCertificate) {
    if (Date.parse(next.valid_to) < Date.parse(soonest.valid_to)) soonest = next
    seen.add(next)
  }
  return soonest
}

const dateOf = (text: string): string => new Date(text).toISOString().slice(0, 10)

const nameOf = ({ CN, O }: Name): string => [CN ?? O ?? 'somebody without a name'].flat().join(', ')

const namesOf = ({ subject, subjectaltname }: Certificate): string =>
  subjectaltname?.replaceAll(/(?:DNS|IP Address):/g, '') ?? nameOf(subject)
