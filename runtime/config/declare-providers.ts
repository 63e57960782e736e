import {
  type ConfigProvider,
  type ConfigProviders,
  type Environment,
  javaProviderClasses,
  NotProvided,
  type ProviderClasses,
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
  if (!list) return new Map(builtIn)
  const declared = list.text
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '')
    .map(name => [name, declare({ name, list, entries, env, classes }, report)] as const)
    .filter((item): item is readonly [string, ConfigProvider] => item[1] !== undefined)
  return new Map([...builtIn, ...declared])
}

interface Declaration {
  readonly name: string
  /** Where it is named. */
  readonly list: Entry
  readonly entries: readonly Entry[]
  readonly env: Environment
  readonly classes: ProviderClasses
}

function declare({ name, list, entries, env, classes }: Declaration, report: Report): ConfigProvider | undefined {
  const prefix = `config.providers.${name}.`
  const own = entries.filter(({ key }) => key.startsWith(prefix))
  const named = own.find(({ key }) => key === `${prefix}class`)
  const text = named?.text.trim() ?? name
  const create = classes.get(javaProviderClasses.get(text) ?? text)
  if (!create && !named) return refuse(report, list, `config.providers names ${name}, but ${prefix}class is missing`)
  if (!create) {
    const known = [...javaProviderClasses.keys(), ...classes.keys()].join(', ')
    return refuse(report, named ?? list, `${prefix}class must be one of ${known} (found ${JSON.stringify(text)})`)
  }
  const param = `${prefix}param.`
  const params = new Map(
    own.filter(({ key }) => key.startsWith(param)).map(entry => [entry.key.slice(param.length), entry.text.trim()]),
  )
  try {
    return create(params, env)
  } catch (error) {
    if (!(error instanceof NotProvided)) throw error
    return refuse(report, named ?? list, `the config provider ${name} needs ${error.message}`)
  }
}

function refuse(report: Report, place: Place, message: string): undefined {
  report.error(place, message)
}
