import { statSync } from 'node:fs'
import { tlsProblems } from '@psconnect/client-kafka'
import type { Problem } from 'psconnect/plugin'
import { credentialProblems } from './credentials.ts'
import { loginIn } from './endpoint.ts'
import type { RegistryConfig } from './registry-keys.ts'
import { folderOf } from './schema-folder.ts'
import { asRegistryKey, tlsConfigOf } from './tls-prefix.ts'

/** What is wrong with the keys taken together: URLs that cannot be asked, logins that are missing, stores that cannot be read. */
export function registryProblems(config: RegistryConfig): readonly Problem[] {
  return [
    ...urlProblems(config).map(message => ({ key: 'schema.registry.url', message })),
    ...credentialProblems(config),
    ...tlsProblems(tlsConfigOf(config)).map(({ key, message }) => ({
      key: asRegistryKey(key),
      message: asRegistryKey(message),
    })),
  ]
}

function urlProblems(config: RegistryConfig): readonly string[] {
  const urls = config['schema.registry.url']
  if (urls.length === 0) return ['must name at least one URL']
  const folder = folderOf(config)
  if (folder === undefined) return urls.flatMap(urlProblem)
  if (urls.length > 1) return ['must name nothing beside a folder (file:FOLDER)']
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory()
    ? []
    : [`names a folder that is not there: ${folder}`]
}

/** A login that is part of it is never shown. */
function urlProblem(text: string): readonly string[] {
  const url = URL.parse(text)
  const shown = text.replace(/\/\/.*@/, '//…@')
  if (!url || !/^https?:$/.test(url.protocol))
    return [`must be a list of URLs with http:// or https://, or file:FOLDER; ${JSON.stringify(shown)} is none`]
  if (url.search || url.hash) return [`must end before the ? or # of ${JSON.stringify(shown)}`]
  try {
    loginIn(text)
    return []
  } catch {
    return [`has a login with a % that is not followed by two hexadecimal digits in ${JSON.stringify(shown)}`]
  }
}
