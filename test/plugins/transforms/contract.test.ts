import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { it } from 'node:test'
import { checkPredicate, checkTransform } from 'psconnect/plugin/testing'
import { type CaseRecord, readRecord } from './case-records.ts'
import { configured } from './configured.ts'

/** See cases.test.ts: here, what was made of a record matters only as far as it passes, is dropped or refused. */
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
}

const readJson = (file: string) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {})
const folders = globSync(join(import.meta.dirname, '../../cases/transforms/*/cases.json')).map(dirname)

for (const folder of folders.toSorted())
  it(`what is in the cases of ${basename(folder)} keeps the contract with each of their records`, async () => {
    const outcomes: Readonly<Record<string, Outcome>> = {
      ...readJson(join(folder, 'kafka.json')),
      ...readJson(join(folder, 'ours.json')),
    }
    const cases: readonly Case[] = readJson(join(folder, 'cases.json'))
    assert.ok(cases.length > 0)
    for (const one of cases) await (one.predicate ? checkDecision(one, outcomes) : checkChange(one, outcomes))
  })

async function checkChange(
  { case: name, plugin: called, config: texts, record }: Case,
  outcomes: Readonly<Record<string, Outcome>>,
) {
  const { plugin, config, problems } = configured('transform', called, texts)
  const made = outcomes[name]?.record
  const place = made === undefined ? 'refused' : made === null ? 'dropped' : 'records'
  await checkTransform(plugin, {
    config: config ?? assert.fail(problems.join()),
    records: [],
    [place]: [readRecord(record)],
  })
}

async function checkDecision(
  { case: name, plugin: called, config: texts, record }: Case,
  outcomes: Readonly<Record<string, Outcome>>,
) {
  const { plugin, config, problems } = configured('predicate', called, texts)
  const place = outcomes[name]?.test ? 'matching' : 'others'
  await checkPredicate(plugin, {
    config: config ?? assert.fail(problems.join()),
    matching: [],
    others: [],
    [place]: [readRecord(record)],
  })
}
