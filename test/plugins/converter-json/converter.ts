import type { ConfigOf, Converter, ConverterContext, Origin } from 'psconnect/plugin'
import json from '../../../plugins/converter-json/index.ts'

type Config = ConfigOf<typeof json.config>

/** What the keys say unless a file says otherwise. */
export const defaults: Config = {
  'schemas.enable': true,
  'schemas.cache.size': 1_000,
  'schema.content': undefined,
  'decimal.format': 'BASE64',
  'replace.null.with.default': true,
}

const origin: Origin = { topic: 'alerts', part: 'value' }
const context: ConverterContext = {
  log: { debug() {}, info() {}, warn() {}, error() {} },
  signal: new AbortController().signal,
  retrying() {},
  figure() {},
  needs: 'all',
}

/** A converter, from and to text. */
export async function converter(config: Partial<Config>) {
  const made: Converter = await json.create({ ...defaults, ...config }, context)
  return {
    decode: (text: string) => made.decode(Buffer.from(text), origin),
    encode: (data: Parameters<Converter['encode']>[0]): string => Buffer.from(made.encode(data, origin)).toString(),
  }
}
