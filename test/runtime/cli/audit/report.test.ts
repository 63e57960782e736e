import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Arrivals } from '../../../../runtime/cli/audit/arrivals.ts'
import type { Gaps } from '../../../../runtime/cli/audit/explain-gaps.ts'
import { conclusion, reportLines } from '../../../../runtime/cli/audit/report.ts'

const none: Gaps = { deleted: [], empty: [], deadLetters: [], missing: [] }
const one = [{ from: 2n, to: 3n }]

/** Of a partition with 1 to 9, of which these did not arrive. */
const findings = (gaps: Partial<Gaps>, { filters = [] as string[], remark = '' } = {}) => ({
  connector: { name: 'c', groupId: 'g', filters },
  arrivals: new Arrivals(() => true),
  remark,
  verdicts: [
    {
      topic: 't',
      partition: 0,
      committed: 10n,
      since: undefined,
      from: 1n,
      arrived: [{ from: 1n, to: 2n }],
      duplicates: [],
      gaps: { ...none, ...gaps },
    },
  ],
})

describe('the conclusion of an audit', () => {
  it('is that all is well where each gap has a reason', () => {
    for (const reason of ['deleted', 'empty', 'deadLetters'] as const)
      assert.equal(conclusion(findings({ [reason]: one })).ok, true)
  })

  it('is that something is missing where there is none, also where it may be a dead letter that cannot be looked for', () => {
    assert.equal(conclusion(findings({ missing: one })).ok, false)
    const unseen = findings({ missing: one }, { filters: ['few'], remark: 'may be dead letters in q' })
    assert.equal(conclusion(unseen).ok, false)
    assert.match(
      reportLines(unseen).join('\n'),
      /MISSING \(may have been dropped by .* few; may be dead letters in q\): 1 \(2\)/,
    )
  })

  it('is that all may be well where a filter may have dropped what is missing', () => {
    assert.equal(conclusion(findings({ missing: one }, { filters: ['few'] })).ok, true)
  })

  it('does not list each of very many gaps', () => {
    const empty = Array.from({ length: 1000 }, (_, index) => ({ from: BigInt(2 * index), to: BigInt(2 * index + 1) }))
    assert.match(
      reportLines(findings({ empty })).join('\n'),
      /: 1,000 \(0, 2, 4, 6, 8, 10, 12, 14, 16, 18 and 990 more ranges\)$/,
    )
  })
})
