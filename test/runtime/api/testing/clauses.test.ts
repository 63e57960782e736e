import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { it } from 'node:test'
import type { Clause } from '../../../../runtime/api/testing/contract.ts'

const modules = globSync('runtime/api/testing/{converter,transform,sink,source}/*.ts')
const clauses: Clause<never>[] = []
for (const file of modules)
  for (const exported of Object.values(await import(`${process.cwd()}/${file}`)))
    if (Array.isArray(exported)) clauses.push(...(exported as Clause<never>[]))

/** The comments of the plugin API, each as one line, and the names of what it declares. */
const sources = globSync('runtime/api/*.ts').map(file => readFileSync(file, 'utf8'))
const comments = sources
  .flatMap(source => source.match(/\/\*\*[\s\S]*?\*\//g) ?? [])
  .map(comment => comment.replaceAll(/\s*\n\s*\* ?/g, ' '))

it('every clause of a contract kit says what the plugin API says, in its words, and where', () => {
  assert.ok(clauses.length > 50)
  for (const { says, member } of clauses) {
    assert.ok(
      comments.some(comment => comment.includes(says)),
      `no comment in runtime/api says: ${says}`,
    )
    const [type = '', name] = member.split('.')
    const source = sources.find(text => new RegExp(`export interface ${type}\\b|export type ${type}\\b`).test(text))
    assert.ok(source && (name === undefined || source.includes(name)), `the plugin API has no ${member}`)
  }
})

it('no two clauses of one kit ask the same', () => {
  const asked = clauses.map(({ asks, member }) => `${member}: ${asks}`)
  assert.deepEqual(
    asked.filter((asks, index) => asked.indexOf(asks) !== index),
    [],
  )
})
