import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** For `skip`: the reason where no certificate can be made. */
export const noOpenssl =
  spawnSync('openssl', ['version']).status !== 0 && 'openssl, which makes the certificate, is not installed'

/** Paths of PEM files: a key and a certificate for 127.0.0.1 that signs itself, until `remove`. */
export async function makeServerCertificate(): Promise<{ key: string; cert: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'psconnect-certificate-'))
  const key = join(folder, 'key.pem')
  const cert = join(folder, 'cert.pem')
  const request = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=test'
  const args = [...request.split(' '), '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert]
  execFileSync('openssl', args, { stdio: 'ignore' })
  return { key, cert, remove: () => rm(folder, { recursive: true, force: true }) }
}
