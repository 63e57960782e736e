import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { cached } from './cache.ts'
import { runCommand } from './run-command.ts'
import { javaProgram } from './tools.ts'

export interface Certificates {
  /** What clients trust (PEM). */
  readonly caFile: string
  /** The same as Java's keytool writes it (PKCS12). */
  readonly truststoreFile: string
  /** The broker's key and certificate for `localhost` and 127.0.0.1 (PKCS12). */
  readonly keystoreFile: string
  /** A client's key and certificate (PKCS12). */
  readonly clientKeystoreFile: string
  readonly storePassword: string
}

const storePassword = 'local-stack-only'

/** A certificate authority, a broker's and a client's certificate, made once and kept: making them starts Java many times. */
export const makeCertificates = async (): Promise<Certificates> => {
  const folder = await cached('certificates-2', 'certificates from keytool', make)
  return {
    caFile: join(folder, 'ca.pem'),
    truststoreFile: join(folder, 'trust.p12'),
    keystoreFile: join(folder, 'broker.p12'),
    clientKeystoreFile: join(folder, 'client.p12'),
    storePassword,
  }
}

const keyOptions = '-keyalg EC -groupname secp256r1 -validity 3650'

const make = async (folder: string): Promise<void> => {
  const keytool: Keytool = (command, ...args) =>
    runCommand(
      [javaProgram('keytool'), ...command.split(' '), '-storetype', 'PKCS12', '-storepass', storePassword, ...args],
      folder,
    )
  await keytool(
    `-genkeypair -keystore ca.p12 -alias ca ${keyOptions} -ext BC:c`,
    '-dname',
    'CN=psconnect local stack CA',
  )
  await keytool('-exportcert -rfc -keystore ca.p12 -alias ca -file ca.pem')
  await keytool('-importcert -noprompt -keystore trust.p12 -alias ca -file ca.pem')
  await makeSigned(keytool, { name: 'broker', subject: 'CN=localhost', names: 'SAN=DNS:localhost,IP:127.0.0.1' })
  await makeSigned(keytool, { name: 'client', subject: 'CN=client', names: 'SAN=DNS:client' })
  const leftOver = ['ca.p12', 'broker.csr', 'broker.pem', 'client.csr', 'client.pem']
  await Promise.all(leftOver.map(file => rm(join(folder, file))))
}

type Keytool = (command: string, ...args: string[]) => Promise<void>

/** A key with a certificate that the authority has signed, in a store of its own. */
const makeSigned = async (
  keytool: Keytool,
  { name, subject, names }: { name: string; subject: string; names: string },
): Promise<void> => {
  await keytool(`-genkeypair -keystore ${name}.p12 -alias ${name} ${keyOptions}`, '-dname', subject)
  await keytool(`-certreq -keystore ${name}.p12 -alias ${name} -file ${name}.csr`)
  await keytool(
    `-gencert -rfc -keystore ca.p12 -alias ca -infile ${name}.csr -outfile ${name}.pem -validity 3650 -ext ${names}`,
  )
  await keytool(`-importcert -noprompt -keystore ${name}.p12 -alias ca -file ca.pem`)
  await keytool(`-importcert -noprompt -keystore ${name}.p12 -alias ${name} -file ${name}.pem`)
}
