import { type BearerLogin, bearerLogin } from './bearer-login.ts'
import { type SaslExchange, type SaslLogin, saslProviders } from './kafkajs-internals.ts'

/**
 * kafkajs takes everything that ends a login for refused credentials, also a broker that goes down meanwhile. With this, a login
 * is ended by what it met.
 */
export const saslLogin = (login: SaslLogin | BearerLogin): object => ({
  mechanism: login.mechanism,
  authenticationProvider: (exchange: SaslExchange) => ({
    authenticate: () => ('token' in login ? bearerLogin(login, exchange) : authenticate(login, exchange)),
  }),
})

async function authenticate(login: SaslLogin, exchange: SaslExchange): Promise<void> {
  let met: unknown
  const saslAuthenticate: SaslExchange['saslAuthenticate'] = async message => {
    try {
      return await exchange.saslAuthenticate(message)
    } catch (error) {
      met = error
      throw error
    }
  }
  const provider = saslProviders[login.mechanism]
  if (!provider) throw new Error(`kafkajs knows no login ${login.mechanism}`)
  try {
    await provider(login)({ ...exchange, saslAuthenticate }).authenticate()
  } catch (error) {
    throw met ?? error
  }
}
