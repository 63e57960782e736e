import { lookup } from 'node:dns/promises'
import { connect, isIP } from 'node:net'
import type { DiagnosisEndpoint, DiagnosisFinding, DiagnosisStep } from '../../api/diagnosis.ts'
import { lookAtCertificate } from './tls.ts'

/** Of servers of which one that answers is enough. */
export function networkSteps(endpoints: readonly DiagnosisEndpoint[]): readonly DiagnosisStep[] {
  if (endpoints.length === 0) return []
  const all =
    (look: (endpoint: DiagnosisEndpoint, signal: AbortSignal) => Promise<DiagnosisFinding>) =>
    async (signal: AbortSignal): Promise<DiagnosisFinding> =>
      together(await Promise.all(endpoints.map(endpoint => look(endpoint, signal))))
  return [
    { name: 'name', run: all(lookUp) },
    { name: 'TCP', needs: ['name'], run: all(connectTo) },
    { name: 'TLS', needs: ['TCP'], run: all(lookAtCertificate) },
  ]
}

/** One that fails is no more than a warning where others do not. */
export function together(findings: readonly DiagnosisFinding[]): DiagnosisFinding {
  const failed = findings.filter(({ outcome }) => outcome === 'failed')
  const worst = failed[0] ?? findings.find(({ outcome }) => outcome === 'warning')
  if (!worst) {
    const known = findings.filter(({ outcome }) => outcome === 'ok')
    return known.length > 0 ? { outcome: 'ok', text: texts(known) } : { outcome: 'unknown', text: texts(findings) }
  }
  if (failed.length === findings.length) return { ...worst, text: texts(failed) }
  const rest = failed.length > 0 ? `; ${findings.length - failed.length} of ${findings.length} servers are well` : ''
  return { ...worst, outcome: 'warning', text: `${texts(failed.length > 0 ? failed : [worst])}${rest}` }
}

const texts = (those: readonly DiagnosisFinding[]): string => [...new Set(those.map(({ text }) => text))].join('; ')

async function lookUp({ host }: DiagnosisEndpoint): Promise<DiagnosisFinding> {
  if (isIP(host)) return { outcome: 'unknown', text: `${host} is an address` }
  try {
    const found = await lookup(host, { all: true })
    return { outcome: 'ok', text: `${host} is ${[...new Set(found.map(({ address }) => address))].join(', ')}` }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const why = code === 'ENOTFOUND' ? 'nobody knows this name' : `the name servers do not answer (${code})`
    return {
      outcome: 'failed',
      text: `${host}: ${why}`,
      remedy: 'correct the address, or the name servers of this machine (/etc/resolv.conf)',
    }
  }
}

const connectMs = 5000

function connectTo({ host, port }: DiagnosisEndpoint, signal: AbortSignal): Promise<DiagnosisFinding> {
  const { promise, resolve } = Promise.withResolvers<DiagnosisFinding>()
  const place = `${host}:${port}`
  const socket = connect({ host, port, signal })
  socket.setTimeout(connectMs, () => resolve(silent(place, port)))
  socket.on('connect', () => resolve({ outcome: 'ok', text: `${place} takes connections` }))
  socket.on('error', error => resolve(refused(place, error)))
  return promise.finally(() => socket.destroy())
}

const silent = (place: string, port: number): DiagnosisFinding => ({
  outcome: 'failed',
  text: `${place} does not answer within ${connectMs / 1000} s`,
  remedy: `a firewall may be in between: let this machine reach port ${port} there`,
})

function refused(place: string, error: NodeJS.ErrnoException): DiagnosisFinding {
  const why = error.code === 'ECONNREFUSED' ? 'nothing listens there (connection refused)' : error.message || error.code
  return { outcome: 'failed', text: `${place}: ${why}`, remedy: 'correct host and port, or have the server started' }
}
