import type { Credentials } from './fetch-token.ts'

/** The keys of Google's connector that say whose credentials are used, parsed. */
export interface CredentialKeys {
  readonly 'cps.project': string
  readonly 'gcp.sa.credentials.file.path'?: string | undefined
  readonly 'gcp.sa.credentials.json'?: string | undefined
  readonly 'gcp.credentials.file.path'?: string | undefined
  readonly 'gcp.credentials.json'?: string | undefined
}

/** Those of a service account stand above the others, a file above a text. Google's files may set any to nothing. */
export function credentialsOf(config: CredentialKeys): Credentials {
  const project = config['cps.project']
  const account = {
    file: config['gcp.sa.credentials.file.path'] || undefined,
    json: config['gcp.sa.credentials.json'] || undefined,
    project,
  }
  if (account.file || account.json) return account
  return {
    file: config['gcp.credentials.file.path'] || undefined,
    json: config['gcp.credentials.json'] || undefined,
    project,
  }
}
