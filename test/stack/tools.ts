import { accessSync, constants, existsSync, readFileSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'

export type ServiceName = 'kafka' | 'registry' | 'pubsub'
export const allServices: readonly ServiceName[] = ['kafka', 'registry', 'pubsub']

/** What has to be installed before these services can be started: one sentence each, with the fix; empty when all is there. */
export const missingTools = (services: readonly ServiceName[] = allServices): string[] => {
  const missing: string[] = []
  const startsPubsub = services.includes('pubsub') && givenEmulator() === undefined
  const usesMaven = services.includes('kafka') || services.includes('registry')
  if (usesMaven || startsPubsub) missing.push(...javaProblems())
  if (usesMaven && findProgram('mvn') === undefined)
    missing.push('Maven is missing: install it (Debian: apt install maven), so that mvn is on the PATH.')
  if (startsPubsub && findEmulatorJars() === undefined)
    missing.push(
      "Google's Pub/Sub emulator is missing: install the Google Cloud SDK's component (gcloud components install " +
        'pubsub-emulator, or apt install google-cloud-cli-pubsub-emulator), or set PUBSUB_EMULATOR_HOST to the address of one.',
    )
  return missing
}

/** A program of the Java installation: `java`, `keytool`. */
export const javaProgram = (name: string): string => {
  const home = process.env['JAVA_HOME']
  const own = home === undefined ? undefined : join(home, 'bin', name)
  return own !== undefined && existsSync(own) ? own : (findProgram(name) ?? name)
}

export const javaCommand = (heap: string, ...args: readonly string[]): string[] => [
  javaProgram('java'),
  `-Xmx${heap}`,
  ...args,
]

/** The address of an emulator that runs already. */
export const givenEmulator = (): string | undefined => process.env['PUBSUB_EMULATOR_HOST'] || undefined

/** The class path of the emulator in the Google Cloud SDK. Asking gcloud itself takes seconds. */
export const findEmulatorJars = (): string | undefined => {
  const gcloud = findProgram('gcloud')
  const roots = [
    process.env['CLOUDSDK_ROOT_DIR'],
    gcloud === undefined ? undefined : dirname(dirname(realpathSync(gcloud))),
    join(homedir(), 'google-cloud-sdk'),
    ...['/usr/lib', '/usr/share', '/usr/local', '/usr/local/share', '/opt', '/opt/homebrew/share'].map(folder =>
      join(folder, 'google-cloud-sdk'),
    ),
  ]
  const folders = roots.filter(root => root !== undefined).map(root => join(root, 'platform/pubsub-emulator/lib'))
  const folder = folders.find(path => existsSync(path))
  return folder === undefined ? undefined : join(folder, '*')
}

const javaProblems = (): string[] => {
  const java = javaProgram('java')
  const fix = 'install Java 17 or newer (Debian: apt install openjdk-17-jre-headless), so that java is on the PATH.'
  if (!existsSync(java)) return [`Java is missing: ${fix}`]
  const release = join(dirname(dirname(realpathSync(java))), 'release')
  const major = existsSync(release) ? /JAVA_VERSION="(\d+)/.exec(readFileSync(release, 'utf8'))?.[1] : undefined
  return major !== undefined && Number(major) < 17 ? [`${java} is Java ${major}, too old: ${fix}`] : []
}

const findProgram = (name: string): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map(folder => join(folder, name))
    .find(isExecutable)

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
