import type { SecretManager } from '@psconnect/client-secret-manager'
import { allowOnly, type ConfigProvider, NotProvided, type ProviderParams } from '../config/config-providers.ts'

const GOOGLE = 'https://secretmanager.googleapis.com'

/** Fills in `${gcpsecret:projects/P/secrets/S/versions/V}` from Google Secret Manager. */
export function googleSecrets(params: ProviderParams): ConfigProvider {
  allowOnly(['credentials.file.path', 'endpoint'], params)
  const endpoint = params.get('endpoint') ?? GOOGLE
  if (!URL.canParse(endpoint)) throw new NotProvided(`a param endpoint that is a URL (found ${endpoint})`)
  let manager: SecretManager | undefined
  return {
    secret: true,
    async look(path, name) {
      if (path || !/^projects\/[^/:]+\/secrets\/[^/:]+\/versions\/[^/:]+$/.test(name))
        throw new NotProvided('a secret, as in ${gcpsecret:projects/PROJECT/secrets/SECRET/versions/latest}')
      // Loaded by whoever needs it, as it brings Google's credentials along.
      const client = await import('@psconnect/client-secret-manager')
      manager ??= new client.SecretManager({ endpoint, credentialsFile: params.get('credentials.file.path') })
      try {
        return await manager.read(name)
      } catch (error) {
        if (!(error instanceof client.SecretError)) throw error
        throw new NotProvided(`the secret ${name}, which cannot be read: ${error.message}`)
      }
    },
  }
}
