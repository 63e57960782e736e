import { parseJaas } from '@psconnect/client-kafka'
import type { Problem } from 'psconnect/plugin'
import { loginIn } from './endpoint.ts'
import type { RegistryConfig } from './registry-keys.ts'

const sources = ['URL', 'USER_INFO', 'SASL_INHERIT']

/** The header that logs in at this URL, if one does. Call only with a config in which `credentialProblems` found nothing. */
export function authorizationFor(url: string, config: RegistryConfig): string | undefined {
  const token = config['bearer.auth.token']
  if (token !== undefined) return `Bearer ${token}`
  const login = loginFor(url, config)
  return login === undefined ? undefined : `Basic ${Buffer.from(login).toString('base64')}`
}

function loginFor(url: string, config: RegistryConfig): string | undefined {
  switch (sourceOf(config)) {
    case 'USER_INFO':
      return config['basic.auth.user.info']
    case 'SASL_INHERIT': {
      const { username = '', password = '' } = parseJaas(config['sasl.jaas.config'] ?? '').options
      return `${username}:${password}`
    }
    default:
      return loginIn(url)
  }
}

/** Who gives a login means it, so it need not be said where it stands. */
const sourceOf = (config: RegistryConfig): string =>
  config['basic.auth.credentials.source'] ?? (config['basic.auth.user.info'] === undefined ? 'URL' : 'USER_INFO')

export function credentialProblems(config: RegistryConfig): readonly Problem[] {
  const key = 'basic.auth.credentials.source'
  const source = sourceOf(config)
  if (!sources.includes(source)) return [{ key, message: `must be one of ${sources.join(', ')} (found ${source})` }]
  if (config['bearer.auth.token'] !== undefined && source !== 'URL')
    return [
      { key: 'bearer.auth.token', message: `must not stand beside a login of ${key}=${source}: one of them is sent` },
    ]
  if (source === 'SASL_INHERIT') return jaasProblems(config['sasl.jaas.config'])
  return userInfoProblems(config['basic.auth.user.info'], source)
}

function userInfoProblems(login: string | undefined, source: string): readonly Problem[] {
  const key = 'basic.auth.user.info'
  if (source === 'USER_INFO')
    return login?.includes(':') ? [] : [{ key, message: login === undefined ? 'is missing' : 'must be USER:PASSWORD' }]
  if (login === undefined) return []
  return [
    { key, message: 'has no effect with basic.auth.credentials.source=URL: say USER_INFO, or leave one of them out' },
  ]
}

function jaasProblems(text: string | undefined): readonly Problem[] {
  const key = 'sasl.jaas.config'
  if (text === undefined)
    return [{ key, message: 'is missing; basic.auth.credentials.source=SASL_INHERIT takes its username and password' }]
  try {
    const { options } = parseJaas(text)
    const missing = ['username', 'password'].filter(option => !options[option])
    return missing.map(option => ({ key, message: `has no ${option}="…", which is the login of SASL_INHERIT` }))
  } catch (error) {
    return [{ key, message: error instanceof Error ? error.message : String(error) }]
  }
}
