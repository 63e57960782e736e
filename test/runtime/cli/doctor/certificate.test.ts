import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Certificate, judgeServer, worse } from '../../../../runtime/cli/doctor/certificate.ts'

const now = Date.parse('2026-11-24T00:00:00Z')

const certificate = (valid_to: string, more: Partial<Certificate> = {}): Certificate => ({
  subject: { CN: 'kafka.example.org' },
  issuer: { O: 'Example Authority' },
  subjectaltname: 'DNS:kafka.example.org, IP Address:10.0.0.1',
  valid_from: 'Jan  1 00:00:00 2026 GMT',
  valid_to,
  ...more,
})

const judge = (shown: Certificate, refusal?: string) =>
  judgeServer(shown, { place: 'kafka:9094', host: 'kafka', refusal, now })

describe('the certificate of a server', () => {
  it('is well for as long as it is not about to expire', () => {
    const { outcome, text } = judge(certificate('Jan 24 00:00:00 2027 GMT'))
    assert.equal(outcome, 'ok')
    assert.equal(text, 'kafka:9094 shows a certificate of Example Authority, valid until 2027-01-24 (61 days)')
  })

  it('is worth a warning when it expires within 30 days, and so is one that vouches for it', () => {
    const soon = judge(certificate('Dec  4 00:00:00 2026 GMT'))
    assert.equal(soon.outcome, 'warning')
    assert.match(soon.text, /kafka:9094 expires in 10 days, on 2026-12-04$/)
    const authority = certificate('Dec  1 00:00:00 2026 GMT', { subject: { CN: 'CA' } })
    Object.assign(authority, { issuerCertificate: authority })
    const shown = certificate('Jan 24 00:00:00 2028 GMT', { issuerCertificate: authority })
    assert.match(judge(shown).text, /^CA, which vouches for the certificate of kafka:9094, expires in 7 days/)
  })

  it('says why it is not accepted, and what to do', () => {
    const shown = certificate('Nov  1 00:00:00 2026 GMT')
    const refusals = {
      CERT_HAS_EXPIRED: /expired on 2026-11-01$/,
      CERT_NOT_YET_VALID: /is not valid before 2026-01-01$/,
      ERR_TLS_CERT_ALTNAME_INVALID: /is for kafka\.example\.org, 10\.0\.0\.1, not for kafka$/,
      SELF_SIGNED_CERT_IN_CHAIN: /is not trusted: it is of Example Authority \(SELF_SIGNED_CERT_IN_CHAIN\)$/,
    }
    for (const [refusal, text] of Object.entries(refusals)) {
      const found = judge(shown, refusal)
      assert.equal(found.outcome, 'failed')
      assert.match(found.text, text)
      assert.ok(found.remedy)
    }
  })

  it('stands beside the one of this client, and the worse of both counts', () => {
    const [ok, warning] = [
      { outcome: 'ok', text: 'one' },
      { outcome: 'warning', text: 'other' },
    ] as const
    assert.deepEqual(worse(ok, warning), warning)
    assert.deepEqual(worse(warning, ok), warning)
    assert.deepEqual(worse(ok, ok), { outcome: 'ok', text: 'one; one' })
  })
})
