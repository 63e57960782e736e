import assert from 'node:assert/strict'
import { it } from 'node:test'
import { compareClocks } from '../../../../runtime/cli/doctor/clocks.ts'

const serverTime = new Date('2026-11-24T12:00:00Z')
const at = (apartMs: number) =>
  compareClocks({ outcome: 'ok', text: 'it answers', serverTime }, serverTime.getTime() + apartMs)

it('clocks agree where an answer takes its time, and are told apart beyond that', () => {
  assert.equal(at(900).text, "it answers; this machine's clock agrees with its")
  assert.deepEqual([at(9_000).outcome, at(9_000).text], ['ok', "it answers; this machine's clock is 9 s ahead of its"])
})

it('a clock that is far off is worth a warning, with what to do', () => {
  const { outcome, text, remedy } = at(-120_000)
  assert.deepEqual([outcome, text], ['warning', "it answers; this machine's clock is 120 s behind its"])
  assert.ok(remedy)
})
