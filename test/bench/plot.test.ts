import assert from 'node:assert/strict'
import { it } from 'node:test'
import { plot } from '../../bench/plot.ts'
import { row, run } from './sample-rows.ts'

/** The widths of the bars of one panel, from the top. */
const widths = (svg: string, left: number): number[] =>
  [...svg.matchAll(new RegExp(`<rect x="${left}" [^>]* width="([\\d.]+)"`, 'g'))].map(([, width]) => Number(width))

it('bars are as long as what they stand for, the longest being full', () => {
  const svg = plot([row('psconnect', [run()]), row('peer', [run({ megabytesPerSecond: 160, peakBytes: 600e6 })])])
  assert.deepEqual(widths(svg, 330), [150, 75])
  assert.deepEqual(widths(svg, 750), [75, 150])
})

it('what was not done is pale', () => {
  const svg = plot([row('psconnect', [run()]), row('peer', [run({ trouble: 'stuck' })])])
  assert.equal([...svg.matchAll(/fill-opacity="0.35"/g)].length, 3)
})

it('names are text and never markup', () => {
  assert.match(plot([row('a<b & c', [run()])]), /a&lt;b &amp; c/)
})
