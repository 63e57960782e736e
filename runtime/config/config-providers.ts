import { readdirSync, readFileSync } from 'node:fs'
import { isAbsolute, join, relative } from 'node:path'
import { loadProperties } from './properties.ts'
import { describeFinding, Report } from './report.ts'
import { whyUnreadable } from './why-unreadable.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Fills in `${NAME:PATH:KEY}`, or `${NAME:KEY}`. */
export interface ConfigProvider {
  /** Whether all that comes from it is secret. */
  readonly secret: boolean
  /** Throws or rejects with NotProvided. */
  readonly look: (path: string | undefined, key: string) => string | Promise<string>
}

/** By the name that stands in the files. */
export type ConfigProviders = ReadonlyMap<string, ConfigProvider>

/** Its message goes on after "needs". */
export class NotProvided extends Error {}

/** The keys `config.providers.NAME.param.*` of a provider. */
export type ProviderParams = ReadonlyMap<string, string>

/** Makes a provider. Throws NotProvided for params that it cannot take. */
export type ProviderClass = (params: ProviderParams, env: Environment) => ConfigProvider

export type ProviderClasses = ReadonlyMap<string, ProviderClass>

/** By the name under which they need no declaration, and which stands for their class in one. */
export const providerClasses: ProviderClasses = new Map([
  ['env', environment],
  ['file', propertiesFile],
  ['dir', directory],
])

/** Kafka's names for them. */
export const javaProviderClasses: ReadonlyMap<string, string> = new Map([
  ['org.apache.kafka.common.config.provider.EnvVarConfigProvider', 'env'],
  ['org.apache.kafka.common.config.provider.FileConfigProvider', 'file'],
  ['org.apache.kafka.common.config.provider.DirectoryConfigProvider', 'dir'],
])

/** Throws NotProvided where there is another: one that limits what is given must not be without effect. */
export function allowOnly(known: readonly string[], params: ProviderParams): void {
  const unknown = [...params.keys()].find(key => !known.includes(key))
  if (unknown !== undefined) throw new NotProvided(`no param but ${known.join(' and ')} (found ${unknown})`)
}

function environment(params: ProviderParams, env: Environment): ConfigProvider {
  allowOnly(['allowlist.pattern'], params)
  const pattern = params.get('allowlist.pattern')
  const allowed = pattern === undefined ? undefined : readPattern(pattern)
  return {
    secret: false,
    look(path, key) {
      if (path) throw new NotProvided(`an environment variable, whose name has no colon (found ${path}:${key})`)
      if (allowed && !allowed.test(key))
        throw new NotProvided(`the environment variable ${key}, which allowlist.pattern does not allow`)
      const value = env[key]
      if (value === undefined) throw new NotProvided(`the environment variable ${key}, which is not set`)
      return value
    },
  }
}

function readPattern(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`)
  } catch {
    throw new NotProvided('a param allowlist.pattern that is a regular expression')
  }
}

/** A key of a .properties file. */
function propertiesFile(params: ProviderParams): ConfigProvider {
  allowOnly(['allowed.paths'], params)
  return {
    secret: true,
    look(path, key) {
      const file = checkPath(path, params)
      const report = new Report([file])
      const entries = loadProperties(readText(file, file), file, report)
      const [error] = report.errors
      if (error) throw new NotProvided(`the file ${describeFinding(error)}`)
      const entry = entries.findLast(each => each.key === key)
      if (!entry) throw new NotProvided(`the key ${key} of the file ${file}, which it does not have`)
      return entry.text
    },
  }
}

/** The whole of a file in a folder, without a line end behind it: as tools and people write secrets. */
function directory(params: ProviderParams): ConfigProvider {
  allowOnly(['allowed.paths'], params)
  return {
    secret: true,
    look(path, key) {
      const folder = checkPath(path, params)
      if (!listFolder(folder).includes(key))
        throw new NotProvided(`the file ${key} of the folder ${folder}, which it does not have`)
      return readText(join(folder, key), `${folder}/${key}`).replace(/\r?\n$/, '')
    },
  }
}

function checkPath(path: string | undefined, params: ProviderParams): string {
  if (!path) throw new NotProvided('a path and a key, as in ${file:PATH:KEY} and ${dir:PATH:NAME}')
  const allowed = params.get('allowed.paths')?.split(',') ?? [path]
  if (allowed.some(root => isWithin(root.trim(), path))) return path
  throw new NotProvided(`${path}, which allowed.paths does not allow`)
}

function isWithin(root: string, path: string): boolean {
  const rest = relative(root, path)
  return !/^\.\.(?:\/|$)/.test(rest) && !isAbsolute(rest)
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    throw new NotProvided(`the folder ${folder}, which cannot be read: ${whyUnreadable(error)}`)
  }
}

function readText(file: string, called: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    throw new NotProvided(`the file ${called}, which cannot be read: ${whyUnreadable(error)}`)
  }
}
