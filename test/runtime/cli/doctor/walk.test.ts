import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { DiagnosisFinding, DiagnosisStep } from '../../../../runtime/api/diagnosis.ts'
import { ConnectError } from '../../../../runtime/api/errors.ts'
import { type Outcome, walk } from '../../../../runtime/cli/doctor/walk.ts'

const finding = (outcome: DiagnosisFinding['outcome'], text = ''): DiagnosisFinding => ({ outcome, text })

const nothing: (name: string) => void = () => undefined

const outcomesOf = async (
  steps: readonly DiagnosisStep[],
  { signal = new AbortController().signal, limitMs = 60_000, begins = nothing } = {},
): Promise<readonly Outcome[]> => {
  const outcomes: Outcome[] = []
  await walk(steps, { signal, limitMs, begins, ends: outcome => outcomes.push(outcome) })
  return outcomes
}

describe('walking a list of steps', () => {
  it('tries them in their order, and tells which it begins', async () => {
    const begun: string[] = []
    const steps = ['one', 'two'].map(name => ({ name, run: async () => finding('ok', name) }))
    const found = await outcomesOf(steps, { begins: name => void begun.push(name) })
    assert.deepEqual(
      found.map(({ text }) => text),
      ['one', 'two'],
    )
    assert.deepEqual(begun, ['one', 'two'])
  })

  it('does not try what needs a step that has failed, and names the first cause', async () => {
    let tried = false
    const found = await outcomesOf([
      { name: 'TCP', run: async () => finding('failed') },
      { name: 'login', needs: ['TCP'], run: async () => finding('ok') },
      {
        name: 'topic',
        needs: ['login'],
        run: async () => {
          tried = true
          return finding('ok')
        },
      },
      { name: 'other', run: async () => finding('ok') },
    ])
    assert.deepEqual(
      found.map(({ outcome, text }) => [outcome, text]),
      [
        ['failed', ''],
        ['untried', 'not tried, as TCP failed'],
        ['untried', 'not tried, as TCP failed'],
        ['ok', ''],
      ],
    )
    assert.equal(tried, false)
  })

  it('goes on behind a warning and behind what nobody can tell', async () => {
    const found = await outcomesOf([
      { name: 'one', run: async () => finding('warning') },
      { name: 'two', needs: ['one'], run: async () => finding('unknown') },
      { name: 'three', needs: ['two'], run: async () => finding('ok') },
    ])
    assert.deepEqual(
      found.map(({ outcome }) => outcome),
      ['warning', 'unknown', 'ok'],
    )
  })

  it('takes what a step throws for a failure, with the advice of the step', async () => {
    const cause = new Error('inner')
    const [refused, broken] = await outcomesOf([
      {
        name: 'login',
        remedy: 'check the password',
        run: () => Promise.reject(new ConnectError('SOURCE_UNAVAILABLE', 'refused', { cause })),
      },
      { name: 'other', run: () => Promise.reject(new Error('outer', { cause })) },
    ])
    assert.deepEqual([refused?.outcome, refused?.text, refused?.remedy], ['failed', 'refused', 'check the password'])
    assert.deepEqual([broken?.text, broken?.remedy], ['outer: inner', undefined])
  })

  it('lets a finding say better what to do, and says nothing where it is well', async () => {
    const [better, well] = await outcomesOf([
      { name: 'one', remedy: 'general', run: async () => ({ ...finding('failed'), remedy: 'particular' }) },
      { name: 'two', remedy: 'general', run: async () => finding('ok') },
    ])
    assert.deepEqual([better?.remedy, well?.remedy], ['particular', undefined])
  })

  it('waits for no step longer than it may, and tells it to stop', async () => {
    let stopped = false
    const hanging: DiagnosisStep = {
      name: 'hanging',
      run: signal =>
        new Promise(() => {
          signal.addEventListener('abort', () => (stopped = true))
        }),
    }
    const [found] = await outcomesOf([hanging], { limitMs: 20 })
    assert.deepEqual([found?.outcome, found?.text, stopped], ['failed', 'no answer within 0.02 s', true])
  })

  it('ends with the reason when it is told to stop', async () => {
    const stopping = new AbortController()
    const hanging: DiagnosisStep = { name: 'hanging', run: () => new Promise(() => undefined) }
    const ended = outcomesOf([hanging], { signal: stopping.signal })
    stopping.abort(new Error('it was told to stop'))
    await assert.rejects(ended, /it was told to stop/)
  })
})
