import { type Credentials, type KeyFile, readKey } from './fetch-token.ts'

/** Whose credentials these are, as a phrase. Rejects with a TokenError or an error of the file system where they cannot be read. */
export async function accountOf(credentials: Credentials): Promise<string> {
  const key = await readKey(credentials)
  return key ? nameIn(key) : defaultAccount()
}

function nameIn({ type = '', client_email: email, service_account_impersonation_url: target }: KeyFile): string {
  const impersonated = /serviceAccounts\/([^/:]+)/.exec(target ?? '')?.[1]
  switch (type) {
    case 'service_account':
      return `the service account ${email ?? 'without a name'}`
    case 'authorized_user':
      return 'a person, as gcloud auth application-default login leaves them'
    default:
      return impersonated === undefined
        ? `credentials of type ${type}`
        : `the service account ${impersonated}, by ${type}`
  }
}

/** Of the machine, or of a person who has logged in with gcloud on it. */
async function defaultAccount(): Promise<string> {
  const { GoogleAuth } = await import('google-auth-library')
  const { client_email: email } = await new GoogleAuth().getCredentials()
  return email === undefined ? 'the application default credentials' : `the service account ${email}, by default`
}
