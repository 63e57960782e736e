import assert from 'node:assert/strict'
import { it } from 'node:test'
import { KeyCheck } from '../../../runtime/config/key-check.ts'
import { describeFinding, Report } from '../../../runtime/config/report.ts'

/** What is said of a key that nobody knows beside keys that the sink has. */
function saidOf(writtenAs: string, names: readonly string[]): string | undefined {
  const keys = new KeyCheck()
  const report = new Report(['sink.yaml'])
  const entry = { file: 'sink.yaml', key: writtenAs, writtenAs, text: 'x' }
  keys.unknown({ entry, subject: 'the sink drawer', names })
  keys.settle(report, true)
  return report.errors.map(describeFinding)[0]
}

it('shows that a key stands for all that begin with it', () => {
  const said = 'sink.yaml: attributes is not a key of the sink drawer and has no effect; did you mean attributes.NAME?'
  assert.equal(saidOf('attributes', ['label', 'attributes.']), said)
})

it('knows a slip in the beginning of such a key', () => {
  const said =
    'sink.yaml: atributes.band is not a key of the sink drawer and has no effect; did you mean attributes.band?'
  assert.equal(saidOf('atributes.band', ['label', 'attributes.']), said)
})
