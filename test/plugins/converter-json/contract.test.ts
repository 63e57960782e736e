import { it } from 'node:test'
import { checkConverter } from 'psconnect/plugin/testing'
import json from '../../../plugins/converter-json/index.ts'
import { writesTheSameBytes } from '../same-bytes.ts'
import { defaults } from './converter.ts'

const bytes = (...texts: readonly string[]) => texts.map(text => Buffer.from(text))
const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)

const plain = bytes(
  '{"id":9007199254740993,"big":123456789012345678901234567890,"f":-0.25,"n":null,"a":[true,false,[]],"o":{}}',
  '"\\"\\\\ é𝒳 \\ud800"',
  '{"__proto__":{"constructor":1},"":-0}',
  nested(500),
)
const plainConfig = { ...defaults, 'schemas.enable': false }

it('keeps the contract without schemas', () =>
  checkConverter(json, {
    config: plainConfig,
    readable: plain,
    unreadable: [
      ...bytes(
        '{',
        '[1,]',
        '{"a":1,}',
        '01',
        '1.',
        '+1',
        '.5',
        'NaN',
        "'a'",
        '"\n"',
        '"\\x"',
        '"\\u12"',
        'nul',
        'null null',
        '1e400',
        ' ',
      ),
      ...bytes(nested(501), '['.repeat(100_000), '9'.repeat(1_001)),
      Uint8Array.of(34, 0xff, 34),
      Uint8Array.of(0xef, 0xbb, 0xbf, 49),
    ],
  }))

it('writes what it has read without schemas as the same bytes', () => writesTheSameBytes(json, plainConfig, plain))

const schema =
  '{"type":"struct","fields":[{"type":"int64","optional":false,"field":"id"},{"type":"float","optional":true,"field":"f"},' +
  '{"type":"bytes","optional":true,"field":"b"},{"type":"array","items":{"type":"string","optional":false},"optional":false,"field":"l"},' +
  '{"type":"map","keys":{"type":"int32","optional":false},"values":{"type":"boolean","optional":true},"optional":true,"field":"m"}],' +
  '"optional":true,"name":"alert","version":2,"doc":"An alert.","parameters":{"a":"b"}}'

const enveloped = bytes(
  `{"schema":${schema},"payload":{"id":9223372036854775807,"f":0.1,"b":"/w==","l":["x"],"m":[[1,true],[2,null]]}}`,
  `{"schema":${schema},"payload":{"id":-1,"f":"NaN","b":null,"l":[],"m":null}}`,
  '{"schema":{"type":"double","optional":false,"default":0.5},"payload":1.5}',
  '{"schema":null,"payload":{"a":9007199254740993}}',
)
const envelopedConfig = defaults

it('keeps the contract with schemas', () =>
  checkConverter(json, {
    config: envelopedConfig,
    readable: enveloped,
    unreadable: bytes(
      '',
      'null',
      '1',
      '{}',
      '{"schema":null}',
      '{"payload":1}',
      '{"schema":null,"payload":1,"more":2}',
      '{"schema":{"type":"int8","optional":false},"payload":128}',
      '{"schema":{"type":"int8"},"payload":null}',
      '{"schema":{"type":"number"},"payload":1}',
      '{"schema":7,"payload":1}',
      '{"schema":{"type":"bytes"},"payload":"/w"}',
    ),
  }))

it('writes what it has read with schemas as the same bytes', () => writesTheSameBytes(json, envelopedConfig, enveloped))
