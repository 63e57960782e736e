import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { cached } from './cache.ts'
import { runCommand } from './run-command.ts'
import { javaProgram } from './tools.ts'

export interface Certificates {
  /** What clients trust (PEM). */
  readonly caFile: string
  /** The broker's key and certificate for `localhost` and 127.0.0.1 (PKCS12). */
  readonly keystoreFile: string
  readonly keystorePassword: string
}

const keystorePassword = 'local-stack-only'

/** A certificate authority and a broker's certificate, made once and kept: making them starts Java six times. */
export const makeCertificates = async (): Promise<Certificates> => {
  const folder = await cached('certificates', 'certificates from keytool', make)
  return { caFile: join(folder, 'ca.pem'), keystoreFile: join(folder, 'broker.p12'), keystorePassword }
}

const make = async (folder: string): Promise<void> => {
  const keytool = (command: string, ...args: string[]): Promise<void> =>
    runCommand(
      [javaProgram('keytool'), ...command.split(' '), '-storetype', 'PKCS12', '-storepass', keystorePassword, ...args],
      folder,
    )
  const key = '-keyalg EC -groupname secp256r1 -validity 3650'
  const names = 'SAN=DNS:localhost,IP:127.0.0.1'
  await keytool(`-genkeypair -keystore ca.p12 -alias ca ${key} -ext BC:c`, '-dname', 'CN=psconnect local stack CA')
  await keytool('-exportcert -rfc -keystore ca.p12 -alias ca -file ca.pem')
  await keytool(`-genkeypair -keystore broker.p12 -alias broker ${key}`, '-dname', 'CN=localhost')
  await keytool('-certreq -keystore broker.p12 -alias broker -file broker.csr')
  await keytool(
    `-gencert -rfc -keystore ca.p12 -alias ca -infile broker.csr -outfile broker.pem -validity 3650 -ext ${names}`,
  )
  await keytool('-importcert -noprompt -keystore broker.p12 -alias ca -file ca.pem')
  await keytool('-importcert -noprompt -keystore broker.p12 -alias broker -file broker.pem')
  await Promise.all(['ca.p12', 'broker.csr', 'broker.pem'].map(file => rm(join(folder, file))))
}
