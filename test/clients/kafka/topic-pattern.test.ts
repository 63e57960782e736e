import assert from 'node:assert/strict'
import { it } from 'node:test'
import { topicPattern } from '../../../clients/kafka/topic-pattern.ts'

it('matches whole names only', () => {
  assert.ok(topicPattern('ztf_.*').test('ztf_20261124'))
  assert.ok(!topicPattern('ztf').test('ztf_20261124'))
  assert.ok(!topicPattern('a|b').test('ab'))
})

const matching = [
  [String.raw`gcn\.classic\.voevent\..*`, 'gcn.classic.voevent.SWIFT', 'gcn-classic.voevent.SWIFT'],
  [String.raw`alerts\-simulated\_\d{2}`, 'alerts-simulated_07', 'alerts-simulated_7'],
  ['[\\w\\-\\.]+', 'a-b.c_d', 'a b'],
  ['(?!test)(?:a|(?<name>t))+s', 'aats', 'tests'],
  [String.raw`\p{Lower}+\x2d\u0041`, 'alerts-A', 'Alerts-A'],
  [String.raw`\+`, '+', '++'],
  ['[(?+*]+', '(?', 'a'],
] as const
for (const [pattern, matches, other] of matching)
  it(`reads ${pattern} as Java does`, () => {
    assert.ok(topicPattern(pattern).test(matches))
    assert.ok(!topicPattern(pattern).test(other))
  })

const refused = [
  [String.raw`\Qa.b\E`, String.raw`holds \Q`],
  [String.raw`\Aalerts\z`, String.raw`holds \A`],
  ['(?i)alerts', 'holds (?i,'],
  ['(?>a+)b', 'holds (?>,'],
  ['a*+', 'holds *+,'],
  ['a{2}+', 'holds {2}+,'],
  ['[a-z&&[^b]]', 'holds && within [ ],'],
  ['[a[b]]', 'holds [ within [ ],'],
  ['[]a]', 'holds [],'],
  [String.raw`[\h]`, String.raw`holds \h`],
  [String.raw`\p{Alnum}+`, String.raw`\p{Alnum} may be what only Java knows`],
  ['(a', 'is not a regular expression'],
] as const
for (const [pattern, says] of refused)
  it(`refuses ${pattern} by name`, () => {
    assert.throws(
      () => topicPattern(pattern),
      (error: Error) => error.message.includes(says),
    )
  })
