import {
  type ConfigProvider,
  type ConfigProviders,
  type Environment,
  javaProviderClasses,
  NotProvided,
  type ProviderClasses,
  type ProviderParams,
  providerClasses,
} from './config-providers.ts'
import type { Place, Report } from './report.ts'
import type { Entry } from './resolved-config.ts'

export interface ProviderSetting {
  readonly env: Environment
  /** Beside those of this folder, by the name under which they need no declaration. */
  readonly providers?: ProviderClasses
}

/** The providers that need no declaration, and those that a worker file declares with `config.providers`. */
export function declareProviders(
  entries: readonly Entry[],
  { env, providers: more = new Map() }: ProviderSetting,
  report: Report,
): ConfigProviders {
  const classes = new Map([...providerClasses, ...more])
  const builtIn = Array.from(classes, ([name, create]) => [name, create(new Map(), env)] as const)
  const list = entries.find(({ key }) => key === 'config.providers')
  const names = (list?.text ?? '')
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '')
  warnOfStrangers(names, entries, report)
  if (!list) return new Map(builtIn)
  const declared = names
    .map(name => [name, declare({ name, list, entries, env, classes }, report)] as const)
    .filter((item): item is readonly [string, ConfigProvider] => item[1] !== undefined)
  return new Map([...builtIn, ...declared])
}

const prefixOf = (name: string): string => `config.providers.${name}.`

/** Keys that have no effect, though whoever wrote one may count on what it limits. */
function warnOfStrangers(names: readonly string[], entries: readonly Entry[], report: Report): void {
  for (const entry of entries.filter(({ key }) => key.startsWith('config.providers.'))) {
    const name = names.find(each => entry.key.startsWith(prefixOf(each)))
    if (name === undefined) report.warn(entry, `${entry.writtenAs} has no effect: config.providers does not name it`)
    else if (!/^(?:class$|param\.)/.test(entry.key.slice(prefixOf(name).length)))
      report.warn(entry, `${entry.writtenAs} has no effect: a provider has only a class and what begins with param.`)
  }
}

interface Declaration {
  readonly name: string
  /** Where it is named. */
  readonly list: Entry
  readonly entries: readonly Entry[]
  readonly env: Environment
  readonly classes: ProviderClasses
}

function declare(declaration: Declaration, report: Report): ConfigProvider | undefined {
  const { name, list, entries, env, classes } = declaration
  const named = entries.find(({ key }) => key === `${prefixOf(name)}class`)
  const text = named?.text.trim() ?? name
  const create = classes.get(javaProviderClasses.get(text) ?? text)
  if (!create) return refuse(report, named ?? list, noClass(declaration, named))
  try {
    return create(paramsOf(declaration), env)
  } catch (error) {
    if (!(error instanceof NotProvided)) throw error
    return refuse(report, named ?? list, `the config provider ${name} needs ${error.message}`)
  }
}

function noClass({ name, classes }: Declaration, named: Entry | undefined): string {
  const key = `${prefixOf(name)}class`
  if (!named) return `config.providers names ${name}, but ${key} is missing`
  const known = [...javaProviderClasses.keys(), ...classes.keys()].join(', ')
  return `${key} must be one of ${known} (found ${JSON.stringify(named.text.trim())})`
}

function paramsOf({ name, entries }: Declaration): ProviderParams {
  const prefix = `${prefixOf(name)}param.`
  const own = entries.filter(({ key }) => key.startsWith(prefix))
  return new Map(own.map(({ key, text }) => [key.slice(prefix.length), text.trim()]))
}

function refuse(report: Report, place: Place, message: string): undefined {
  report.error(place, message)
}
