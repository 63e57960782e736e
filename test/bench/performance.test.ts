import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { performancePage, performanceParts, performancePlot, performanceSvg } from '../../bench/docs.ts'
import { fillIn } from '../../runtime/config/describe-spec.ts'

it('docs/performance.md shows the figures that were kept (else: node -C psconnect-source bench/docs.ts)', () => {
  const page = readFileSync(performancePage, 'utf8')
  assert.equal(page, fillIn(page, performanceParts))
})

it('docs/performance.svg shows them too', () => {
  assert.equal(readFileSync(performancePlot, 'utf8'), performanceSvg)
})
