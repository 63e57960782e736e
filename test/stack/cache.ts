import { existsSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { makeGuardedFolder } from './guard.ts'
import { runCommand } from './run-command.ts'

const mavenPlugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1'

/** The jars of Kafka with everything they need: a class path. */
export const kafkaJars = async (): Promise<string> => {
  const folder = await cached('kafka-4.1.1', 'Kafka 4.1.1 from Maven (55 MB)', target => fetchJars(target, kafka))
  return join(folder, '*')
}

/** The folder of Apicurio Registry, unpacked. */
export const registryFolder = (): Promise<string> =>
  cached('apicurio-registry-2.6.13', 'Apicurio Registry 2.6.13 from Maven (140 MB)', target =>
    maven(
      [
        `${mavenPlugin}:unpack`,
        '-Dartifact=io.apicurio:apicurio-registry-app:2.6.13.Final:tar.gz:all',
        `-DoutputDirectory=${target}`,
      ],
      target,
    ),
  )

/**
 * A folder of the cache, filled on first use. It gets its name only when it is complete, so that a fetch that was
 * interrupted is never taken for a finished one; of two fetches at once the first to finish is kept.
 */
export const cached = async (name: string, what: string, fill: (folder: string) => Promise<void>): Promise<string> => {
  const cache = process.env['PSCONNECT_CACHE'] || join(homedir(), '.cache', 'psconnect')
  const folder = join(cache, name)
  if (existsSync(folder)) return folder
  console.error(`stack: getting ${what} into ${folder}, on first use only ...`)
  await mkdir(cache, { recursive: true })
  const unfinished = await makeGuardedFolder(cache, `.${name}-`)
  try {
    await fill(unfinished.path)
    await rename(unfinished.path, folder)
  } catch (error) {
    if (!existsSync(folder)) throw new Error(`Could not get ${what}: ${(error as Error).message}`, { cause: error })
  } finally {
    await unfinished.remove()
  }
  return folder
}

const maven = (args: readonly string[], cwd: string): Promise<void> =>
  runCommand(['mvn', '-B', '-q', '-Dstyle.color=never', ...args], cwd)

/** Fills the folder with these artifacts, each `group:name:version`, and what they need to run. */
export const fetchJars = async (folder: string, artifacts: readonly string[]): Promise<void> => {
  await writeFile(join(folder, 'pom.xml'), pomOf(artifacts))
  await maven([`${mavenPlugin}:copy-dependencies`, '-DincludeScope=runtime', `-DoutputDirectory=${folder}`], folder)
}

const pomOf = (artifacts: readonly string[]): string => `<project xmlns="http://maven.apache.org/POM/4.0.0">
<modelVersion>4.0.0</modelVersion>
<groupId>psconnect</groupId><artifactId>stack</artifactId><version>1</version><packaging>pom</packaging>
<dependencies>
${artifacts.map(dependency).join('\n')}
</dependencies>
</project>
`

const dependency = (coordinates: string): string => {
  const [group, artifact, version] = coordinates.split(':')
  return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`
}

const kafka = [
  'org.apache.kafka:kafka_2.13:4.1.1',
  'org.apache.kafka:kafka-server:4.1.1',
  'org.apache.kafka:kafka-tools:4.1.1',
  'org.apache.logging.log4j:log4j-slf4j-impl:2.24.3',
  'org.apache.logging.log4j:log4j-core:2.24.3',
]
