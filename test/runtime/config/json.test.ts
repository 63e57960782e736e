import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadJson } from '../../../runtime/config/json.ts'
import { parseJson } from '../../../runtime/config/json-tree.ts'
import { describeFinding, Report } from '../../../runtime/config/report.ts'

function read(text: string) {
  const report = new Report(['f'])
  const entries = loadJson(text, 'f', report).map(({ key, text: value, line }) => [key, value, line])
  return { entries, errors: report.errors.map(describeFinding), notices: report.notices.map(describeFinding) }
}

it('reads keys with their lines, and numbers and booleans as they are written', () => {
  assert.deepEqual(read('{"name":\t"a\\u00e9\\n\\"",\r\n "tasks.max": 1,\r\n\r\n"x":1e3, "y": -0.50,"z":true}'), {
    entries: [
      ['name', 'aé\n"', 1],
      ['tasks.max', '1', 2],
      ['x', '1e3', 4],
      ['y', '-0.50', 4],
      ['z', 'true', 4],
    ],
    errors: [],
    notices: [],
  })
})

it('reads the form that Kafka Connect’s REST interface takes', () => {
  const { entries, errors, notices } = read(
    '{"name": "sink",\n"initial_state": "running",\n"more": [{"a": null}, []],\n"config": {"name": "sink",\n"topics": "a,b"}}',
  )
  assert.deepEqual(entries, [
    ['topics', 'a,b', 5],
    ['name', 'sink', 1],
    ['initial_state', 'running', 2],
  ])
  assert.deepEqual(errors, [])
  assert.deepEqual(notices, ['f:3: more beside config has no effect'])
})

it('takes the name from inside of config where there is none beside it', () => {
  assert.deepEqual(read('{"config": {"name": "sink"}}').entries, [['name', 'sink', 1]])
})

it('keeps keys that mean something to JavaScript, and all of equal ones', () => {
  assert.deepEqual(read('{"__proto__": "1", "a": "1", "a": "2"}').entries, [
    ['__proto__', '1', 1],
    ['a', '1', 1],
    ['a', '2', 1],
  ])
})

describe('refuses, with the line and without showing what may be a password,', () => {
  const refused: Readonly<Record<string, readonly [string, ...string[]]>> = {
    'null, lists and objects': [
      '{"a": null,\n"b": ["secret"],\n"c": {"secret": 1}}',
      'f:1: a is null: leave the key out',
      'f:2: b must hold text: a list is written as text with commas',
      'f:3: c must hold text: a list is written as text with commas',
    ],
    'two names': [
      '{"name": "a", "config": {\n"name": "b"}}',
      'f:2: name must be the same as beside config, which is "a"',
    ],
    'what is no object': ['["secret"]', 'f:1: must be an object of keys with values, such as {"topics": "alerts"}'],
    'a text that does not end': ['{"a":\n"secret}', 'f:2: is not valid JSON: a value is expected here'],
    'a comma too many': ['{"a": "secret",\n}', 'f:2: is not valid JSON: a key in double quotes is expected here'],
    'a comma too few': [
      '{"a": "secret"\n"b": 1}',
      'f:2: is not valid JSON: a comma or the end of the list is expected here',
    ],
    'a number that is none': ['{"a": 0123}', 'f:1: is not valid JSON: a value is expected here'],
    'more behind the end': ['{}\n{}', 'f:2: is not valid JSON: the end of the file is expected here'],
    nothing: ['', 'f:1: is not valid JSON: a value is expected here'],
  }
  for (const [what, [text, ...expected]] of Object.entries(refused)) {
    it(what, () => assert.deepEqual(read(text).errors, expected))
  }
})

const accepts = (parse: (text: string) => unknown, text: string): boolean => {
  try {
    parse(text)
    return true
  } catch (error) {
    assert.ok(error instanceof Error)
    return false
  }
}

it('accepts exactly what JSON.parse accepts', () => {
  const pieces = [
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '"a"',
    '1',
    '-',
    '.',
    'e',
    '0',
    'true',
    'null',
    ' ',
    '\n',
    '\\',
    '\\n',
    '\\u00e9',
    '\t',
    '\u00a0',
    '\x7f',
  ]
  let seed = 1
  const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below
  let accepted = 0
  for (let round = 0; round < 30_000; round++) {
    const text = Array.from({ length: 1 + random(7) }, () => pieces[random(pieces.length)]).join('')
    const expected = accepts(JSON.parse, text)
    assert.equal(accepts(parseJson, text), expected, JSON.stringify(text))
    if (expected) accepted++
  }
  assert.ok(accepted > 500)
})
