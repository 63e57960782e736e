import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { describeFinding, Report } from '../../../runtime/config/report.ts'
import { loadYaml } from '../../../runtime/config/yaml.ts'

/** `[key, value, line]` of each entry. */
function read(text: string): unknown[][] {
  const report = new Report(['f'])
  const entries = loadYaml(text, 'f', report)
  assert.deepEqual(report.errors, [])
  return entries.map(({ key, text: value, line }) => [key, value, line])
}

function complaints(text: string): string[] {
  const report = new Report(['f'])
  loadYaml(text, 'f', report)
  return report.errors.map(describeFinding)
}

it('takes every scalar as the text that stands there', () => {
  const values = ['0777', 'no', 'true', '1e3', '0x10', '2026-11-24', '12345678901234567890', '1_000', '.inf', '07:30']
  assert.deepEqual(
    read(values.map((value, index) => `k${index}: ${value}`).join('\n')).map(([, text]) => text),
    values,
  )
})

it('makes one key of nested ones, wherever a dot or a level stands', () => {
  assert.deepEqual(read('a:\n  b.c:\n    d: 1\n  e: 2\n"f.g": 3\nh: {i: {j: 4}}'), [
    ['a.b.c.d', '1', 3],
    ['a.e', '2', 4],
    ['f.g', '3', 5],
    ['h.i.j', '4', 6],
  ])
})

it('joins lists with commas', () => {
  assert.deepEqual(read('a:\n- 1\n- "x y"\nb: [c, d]\ne: []'), [
    ['a', '1,x y', 1],
    ['b', 'c,d', 4],
    ['e', '', 5],
  ])
})

it('reads quoted, folded and literal text, empty values and CRLF', () => {
  assert.deepEqual(read('a: "x\\ty"\r\nb: |\r\n  1\r\n  2\r\nc: >-\r\n  3\r\n  4\r\nd:\r\ne: \'null\'\r\n'), [
    ['a', 'x\ty', 1],
    ['b', '1\n2\n', 2],
    ['c', '3 4', 5],
    ['d', '', 8],
    ['e', 'null', 9],
  ])
})

it('repeats a value marked with & wherever * refers to it', () => {
  assert.deepEqual(read('login: &login 007\nconsumer.login: *login\nlist: [*login, b]'), [
    ['login', '007', 1],
    ['consumer.login', '007', 2],
    ['list', '007,b', 3],
  ])
})

it('finds nothing in a file without content', () => assert.deepEqual(read('# only a comment\n'), []))

describe('refuses, with the line,', () => {
  const refused = {
    'a null, which is nobody’s idea of a text': ['a: 1\nb: ~', 'f:2: b is null'],
    'a map in a list, and reads on behind it': ['a:\n  - {b: [c]}\nd: null', 'f:1: a must hold text', 'f:3: d is null'],
    'a key that is no text, and reads on behind it': ['[a, b]: {c: d}\ne: ~', 'f:1: a key must be', 'f:2: e is null'],
    'what begins with *, ! or & and may be a password, without showing it': [
      'a: *secret\nb: !secret\nc: &secret\nd: !!str 1',
      'f:1: a refers',
      'f:2: b has a tag',
      'f:3: c is empty',
    ],
    merging: ['a: &a {b: 1}\nc:\n  <<: *a\n<<: {d: 1}', 'f:3: << is not supported', 'f:4: << is not supported'],
    'a file that is a list': ['- a\n- b', 'f:1: must be'],
    'two documents': ['a: 1\n---\nb: 2', 'f:1: is more than one'],
    'what is not YAML, without quoting it': ['a: "secret\nb: 1', 'f:2: is not valid YAML'],
  }
  for (const [what, [text = '', ...expected]] of Object.entries(refused)) {
    it(what, () => {
      const found = complaints(text)
      assert.equal(found.length, expected.length, found.join('\n'))
      for (const [index, start] of expected.entries()) assert.ok(found[index]?.startsWith(start), found[index])
      assert.ok(!found.join('\n').includes('secret'))
    })
  }
})
