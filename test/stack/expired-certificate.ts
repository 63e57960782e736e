import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'node:tls'
import { runCommand } from './run-command.ts'
import { javaProgram } from './tools.ts'

export interface ExpiredServer {
  /** host:port of what a client would take for a broker, or a registry, until it sees the certificate. */
  readonly address: string
  /** What it must trust (PEM), so that nothing but the date is wrong. */
  readonly caFile: string
  stop(): Promise<void>
}

const password = 'local-stack-only'

/** Listens with a certificate for 127.0.0.1 that has expired. */
export async function startExpiredServer(): Promise<ExpiredServer> {
  const folder = await mkdtemp(join(tmpdir(), 'psconnect-expired-'))
  const caFile = join(folder, 'cert.pem')
  const keytool = (command: string) =>
    runCommand([javaProgram('keytool'), ...command.split(' '), '-storetype', 'PKCS12', '-storepass', password], folder)
  await keytool(
    '-genkeypair -keystore key.p12 -alias old -keyalg EC -groupname secp256r1 -startdate -10d -validity 5 -dname CN=old -ext SAN=IP:127.0.0.1 -ext BC:c',
  )
  await keytool(`-exportcert -rfc -keystore key.p12 -alias old -file ${caFile}`)
  const server = createServer({ pfx: await readFile(join(folder, 'key.p12')), passphrase: password })
  server.on('tlsClientError', () => undefined)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    address: `127.0.0.1:${port}`,
    caFile,
    async stop() {
      server.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
