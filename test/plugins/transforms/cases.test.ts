import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { ConnectError } from '../../../runtime/api/errors.ts'
import { type CaseRecord, readRecord, writeRecord } from './case-records.ts'
import { configured, context } from './configured.ts'

/**
 * A case is a record and a transform or predicate. kafka.json beside it holds what Kafka Connect's own classes have made of it
 * (TransformCases.java); ours.json what is meant to come out instead, where that differs, and the sentence where a record is refused.
 */
interface Case {
  readonly case: string
  readonly plugin: string
  readonly predicate?: boolean
  readonly config: Readonly<Record<string, string>>
  readonly record: CaseRecord
}

interface Outcome {
  readonly record?: CaseRecord | null
  readonly test?: boolean
  /** Of Kafka Connect: any error. */
  readonly error?: string
  /** Of ours: what it says. */
  readonly refused?: string
}

const folders = globSync(join(import.meta.dirname, '../../cases/transforms/*/cases.json'))
  .map(dirname)
  .toSorted()
const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8'))

it('has cases', () => assert.ok(folders.length > 10))

for (const folder of folders) {
  describe(basename(folder), () => {
    const kafka: Readonly<Record<string, Outcome>> = readJson(join(folder, 'kafka.json'))
    const file = join(folder, 'ours.json')
    const ours: Readonly<Record<string, Outcome>> = existsSync(file) ? readJson(file) : {}
    const cases: readonly Case[] = readJson(join(folder, 'cases.json'))
    for (const one of cases)
      it(`${one.plugin}: ${one.case}`, async () =>
        assert.deepEqual(await outcomeOf(one), ours[one.case] ?? kafka[one.case]))

    it('expects something else only where there is a case, and where it is something else', () => {
      for (const [name, outcome] of Object.entries(ours)) assert.notDeepEqual(outcome, kafka[name] ?? outcome)
    })
  })
}

async function outcomeOf({ plugin: name, predicate, config: texts, record: written }: Case): Promise<Outcome> {
  const record = readRecord(written)
  if (predicate) {
    const { plugin, config } = configured('predicate', name, texts)
    return { test: (await plugin.create(config ?? assert.fail(), context)).test(record) }
  }
  const { plugin, config, problems } = configured('transform', name, texts)
  const transform = await plugin.create(config ?? assert.fail(problems.join()), context)
  try {
    const result = transform.apply(record)
    return { record: result && writeRecord(result) }
  } catch (error) {
    if (!ConnectError.is(error)) throw error
    assert.equal(error.code, 'RECORD_REFUSED')
    return { refused: error.message }
  }
}
