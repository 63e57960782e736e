import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import plugins from '../../../plugins/transforms/index.ts'
import { scanBuiltIns } from '../../../runtime/plugin-loader/scan.ts'
import { configured } from './configured.ts'

type Texts = Readonly<Record<string, string>>

/** A transform's keys, and all that is said of them. */
const faults: readonly [name: string, texts: Texts, problems: readonly string[]][] = [
  ['Cast$Value', { spec: '' }, ['spec must not be empty (found "")']],
  [
    'Cast$Value',
    { spec: 'a:int32,b:bytes' },
    [
      'spec must hold items such as field:int32, with a type of int8, int16, int32, int64, float32, float64, boolean, string (found "a:int32,b:bytes")',
    ],
  ],
  [
    'Cast$Value',
    { spec: 'a:int32,string' },
    [
      'spec must hold a type alone, for the whole key or value, or fields with types, not both (found "a:int32,string")',
    ],
  ],
  ['DropHeaders', { headers: ' , ' }, ['headers must not be empty (found ",")']],
  [
    'ExtractField$Key',
    { field: 'a.`b', 'field.syntax.version': 'V2' },
    ['field has a backtick without a second one, from `b on'],
  ],
  [
    'HeaderFrom$Value',
    { fields: 'a,b', headers: 'x', operation: 'copy' },
    ['headers must be as many as fields, which are 2'],
  ],
  [
    'HeaderFrom$Value',
    { fields: 'a', headers: 'x', operation: 'take' },
    ['operation must be one of move, copy (found "take")'],
  ],
  ['InsertField$Value', {}, ['topic.field is missing, and so are all others that name a field to insert']],
  ['InsertField$Value', { 'static.field': 'a' }, ['static.value is missing: it is what static.field is set to']],
  ['MaskField$Value', { fields: 'a', replacement: '' }, ['replacement must not be empty (found "")']],
  [
    'RegexRouter',
    { regex: '(a', replacement: 'b' },
    ['regex is not a regular expression that this host can use: Unterminated group (found "(a")'],
  ],
  [
    'RegexRouter',
    { regex: '(?i)a', replacement: 'b' },
    ['regex holds (?i, which Java\'s regular expressions know, but not this host\'s (found "(?i)a")'],
  ],
  ['RegexRouter', { regex: '(a)', replacement: '$2' }, ['replacement holds $2, but regex has 1 groups']],
  ['RegexRouter', { regex: 'a', replacement: '${x}' }, ['replacement holds ${x}, but regex has no group of this name']],
  [
    'RegexRouter',
    { regex: 'a', replacement: 'US$' },
    ['replacement holds a $ before something else than a group: for the sign itself write \\$'],
  ],
  ['RegexRouter', { regex: 'a', replacement: 'b\\' }, ['replacement ends with a backslash that stands before nothing']],
  ['ReplaceField$Value', { renames: 'a:b,c' }, ['renames must hold pairs such as old:new (found "a:b,c")']],
  ['SetSchemaMetadata$Value', {}, ['schema.name is missing, and so is schema.version: one of them is needed']],
  [
    'TimestampConverter$Value',
    { 'target.type': 'string' },
    ['format is missing: it says how target.type=string writes a time'],
  ],
  [
    'TimestampConverter$Value',
    { 'target.type': 'unix', format: 'yyyy-ww' },
    ['format holds ww; the letters this host knows are y M d H h m s S a E z Z X (found "yyyy-ww")'],
  ],
  [
    'TimestampRouter',
    { 'timestamp.format': "yyyy'T" },
    ['timestamp.format has a quote without a second one, from \'T on (found "yyyy\'T")'],
  ],
  [
    'TimestampRouter',
    { 'timestamp.format': 'XXXX' },
    ['timestamp.format holds XXXX: at most three X stand for a time zone (found "XXXX")'],
  ],
]

describe('refuses, saying what is wrong,', () => {
  for (const [name, texts, problems] of faults)
    it(`${name} with ${JSON.stringify(texts)}`, () =>
      assert.deepEqual(configured('transform', name, texts).problems, problems))

  it('predicates with no name and no pattern', () => {
    assert.deepEqual(configured('predicate', 'HasHeaderKey', { name: '' }).problems, [
      'name must not be empty (found "")',
    ])
    assert.match(
      configured('predicate', 'TopicNameMatches', { pattern: '[' }).problems.join(),
      /^pattern is not a regular/,
    )
  })
})

it('is described in package.json as it is', () => {
  const described = scanBuiltIns().filter(({ packageName }) => packageName === '@psconnect/transforms')

  assert.deepEqual(
    described.map(({ kind, name }) => `${kind} ${name}`),
    plugins.map(({ kind, name }) => `${kind} ${name}`),
  )
  for (const { kind, name, aliases } of described)
    assert.deepEqual(aliases, [
      `org.apache.kafka.connect.transforms.${kind === 'predicate' ? 'predicates.' : ''}${name}`,
    ])
})

it('says of all that never change a value what they read of it', () => {
  const mayChange = plugins.filter(plugin => plugin.kind === 'transform' && !plugin.valueNeeds).map(({ name }) => name)

  assert.deepEqual(
    mayChange,
    plugins.map(({ name }) => name).filter(name => name.endsWith('$Value')),
  )
})
