import { bearerToken, forgetToken, LoginRefusedError, type TokenRequest } from './bearer-token.ts'
import { Encoder, type SaslExchange } from './kafkajs-internals.ts'

/** The mechanism OAUTHBEARER. */
export interface BearerLogin {
  /** In lower case, as kafkajs compares it. */
  readonly mechanism: 'oauthbearer'
  readonly token: TokenRequest
  /** Told to the broker beside the token. */
  readonly extensions: Readonly<Record<string, string>>
}

/** kafkajs knows this mechanism too, but takes every answer for a yes: a refused token would look like a connection that breaks off. */
export async function bearerLogin(login: BearerLogin, exchange: SaslExchange): Promise<void> {
  const extensions = Object.entries(login.extensions).map(([name, value]) => `${name}=${value}\x01`)
  const message = `n,,\x01auth=Bearer ${await bearerToken(login.token)}\x01${extensions.join('')}\x01`
  const { buffer } = new Encoder().writeBytes(Buffer.from(message))
  const answer = await exchange.saslAuthenticate({
    request: { encode: async () => buffer },
    response: { decode: async (bytes: Buffer) => bytes, parse: async (bytes: Buffer) => bytes },
  })
  const refusal = Buffer.isBuffer(answer) ? answer.subarray(4).toString() : ''
  if (refusal === '') return
  forgetToken(login.token)
  throw new LoginRefusedError(`the brokers refused the token: ${refusal.slice(0, 200)}`)
}
