import { boolean, int, oneOf, string } from 'psconnect/plugin'
import { whyNoSchema } from './schema-from-json.ts'

const group = 'JSON'

export const config = {
  'schemas.enable': boolean({
    default: true,
    doc: 'Whether each value comes in an envelope with its schema, {"schema":…,"payload":…}. Without it, JSON is read as it stands.',
    importance: 'high',
    group,
  }),
  'schemas.cache.size': int({
    default: 1_000,
    minimum: 0,
    doc: 'How many schemas of envelopes are kept, so that each is read once.',
    importance: 'low',
    group,
  }),
  'schema.content': string({
    optional: true,
    doc: 'The schema of all values, as it would stand in the envelope. Values then come, and are written, without one.',
    group,
    problem: whyNoSchema,
  }),
  'decimal.format': oneOf(['BASE64', 'NUMERIC'], {
    default: 'BASE64',
    doc: 'How decimals are written: as base64 of their unscaled value, or as a number. Both are read.',
    importance: 'low',
    group,
  }),
  'replace.null.with.default': boolean({
    default: true,
    doc: 'Whether null, where the schema has a default, stands for that.',
    group,
  }),
}
