import {
  builtInProviders,
  type ConfigProvider,
  type ConfigProviders,
  type Environment,
  providerClasses,
} from './config-providers.ts'
import type { Place, Report } from './report.ts'
import type { Entry } from './resolved-config.ts'

/** The providers that need no declaration, and those that a worker file declares with `config.providers`. */
export function declareProviders(entries: readonly Entry[], env: Environment, report: Report): ConfigProviders {
  const builtIn = builtInProviders(env)
  const list = entries.find(({ key }) => key === 'config.providers')
  if (!list) return builtIn
  const declared = list.text
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '')
    .map(name => [name, declare({ name, list, entries, env, builtIn }, report)] as const)
    .filter((item): item is readonly [string, ConfigProvider] => item[1] !== undefined)
  return new Map([...builtIn, ...declared])
}

interface Declaration {
  readonly name: string
  /** Where it is named. */
  readonly list: Entry
  readonly entries: readonly Entry[]
  readonly env: Environment
  readonly builtIn: ConfigProviders
}

function declare({ name, list, entries, env, builtIn }: Declaration, report: Report): ConfigProvider | undefined {
  const prefix = `config.providers.${name}.`
  const own = entries.filter(({ key }) => key.startsWith(prefix))
  const named = own.find(({ key }) => key === `${prefix}class`)
  if (own.length === 0 && builtIn.has(name)) return builtIn.get(name)
  if (!named) return refuse(report, list, `config.providers names ${name}, but ${prefix}class is missing`)
  const create = providerClasses.get(named.text.trim())
  if (!create)
    return refuse(
      report,
      named,
      `${prefix}class must be one of ${[...providerClasses.keys()].join(', ')} (found ${JSON.stringify(named.text)})`,
    )
  const param = `${prefix}param.`
  const params = new Map(
    own.filter(({ key }) => key.startsWith(param)).map(({ key, text }) => [key.slice(param.length), text.trim()]),
  )
  try {
    return create(params, env)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return refuse(report, named, `${param}allowlist.pattern is not a regular expression`)
  }
}

function refuse(report: Report, place: Place, message: string): undefined {
  report.error(place, message)
}
