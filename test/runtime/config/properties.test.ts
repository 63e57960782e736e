import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { loadProperties } from '../../../runtime/config/properties.ts'
import { Report } from '../../../runtime/config/report.ts'

/** `[key, value, line]` of each entry, as Java reads them. */
function read(text: string, report = new Report([])): unknown[][] {
  return loadProperties(text, 'f', report).map(({ key, text: value, line }) => [key, value, line])
}

it('reads the separators, comments, escapes and blanks of Java', () => {
  const text = '# c\n! c\\\na=1\nb : 2\nc 3\n  d\\ d\\:=\\t4\\u00e9 # no comment \n\ne\n=f\n'
  assert.deepEqual(read(text), [
    ['a', '1', 3],
    ['b', '2', 4],
    ['c', '3', 5],
    ['d d:', '\t4é # no comment ', 6],
    ['e', '', 8],
    ['', 'f', 9],
  ])
})

for (const [name, end] of Object.entries({ LF: '\n', CRLF: '\r\n', CR: '\r' })) {
  it(`joins continued lines that end in ${name}, without the indent, and counts lines`, () => {
    const text = [
      'login=x required \\',
      '   username="me"\\',
      '   password="p";',
      'k\\',
      ' ey \\',
      '  = v',
      'last=1',
    ].join(end)
    assert.deepEqual(read(text), [
      ['login', 'x required username="me"password="p";', 1],
      ['key', 'v', 4],
      ['last', '1', 7],
    ])
  })
}

it('does not continue a line that ends in two backslashes, nor a comment', () => {
  assert.deepEqual(read('a=1\\\\\nb=2\n#c\\\nd=3'), [
    ['a', '1\\', 1],
    ['b', '2', 2],
    ['d', '3', 4],
  ])
})

it('keeps keys that mean something to JavaScript', () => {
  assert.deepEqual(read('__proto__=1\nconstructor=2'), [
    ['__proto__', '1', 1],
    ['constructor', '2', 2],
  ])
})

it('reports a broken \\u escape, as Java does, but not an escaped backslash before a u', () => {
  const report = new Report(['f'])
  read('a=\\\\u12\nb=\\u12 \nc=\\\\\\u12', report)
  assert.deepEqual(
    report.errors.map(({ line }) => line),
    [2, 3],
  )
})

/** What java.util.Properties of Java 17 made of 4,000 small texts: see the recorder beside it. */
const corpus = readFileSync(new URL('../../cases/properties/corpus.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map(line => JSON.parse(line) as [text: string, pairs: [string, string][] | null])

it('reads what Java has read, and refuses what Java has refused', () => {
  assert.equal(corpus.length, 4000)
  for (const [text, pairs] of corpus) {
    const report = new Report(['f'])
    const found = read(text, report).map(([key, value]) => [key, value])
    assert.deepEqual(report.errorCount > 0 ? null : found, pairs, JSON.stringify(text))
  }
})
