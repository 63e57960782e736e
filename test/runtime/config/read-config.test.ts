import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, it } from 'node:test'
import { readConfig } from '../../../runtime/config/read-config.ts'
import { describeFinding, Report } from '../../../runtime/config/report.ts'

const folder = mkdtempSync(join(tmpdir(), 'read-config-'))
after(() => rmSync(folder, { recursive: true }))

async function read(name: string, content: string | Uint8Array) {
  const file = join(folder, name)
  writeFileSync(file, content)
  const report = new Report([file])
  const entries = await readConfig(file, report)
  return {
    values: entries?.map(({ key, text }) => `${key}|${text}`),
    errors: report.errors.map(describeFinding),
    report,
  }
}

it('goes by the extension', async () => {
  assert.deepEqual((await read('a.properties', 'a: "1"')).values, ['a|"1"'])
  assert.deepEqual((await read('a.YML', 'a: "1"')).values, ['a|1'])
})

it('goes by the first key where the extension says nothing', async () => {
  assert.deepEqual((await read('worker.conf', '# c\n\na=x: 1')).values, ['a|x: 1'])
  assert.deepEqual((await read('worker', '# c\na:\n  b: 1')).values, ['a.b|1'])
  assert.deepEqual((await read('worker.txt', '---\na: 1')).values, ['a|1'])
})

it('reads UTF-8, with a byte order mark or without', async () => {
  assert.deepEqual((await read('bom.properties', '\uFEFFa=é')).values, ['a|é'])
  assert.deepEqual((await read('bom.yaml', '\uFEFFa: é')).values, ['a|é'])
})

it('reports a value that is not UTF-8, but lets a comment be', async () => {
  const { errors } = await read('latin1.properties', Buffer.from('# é\na=é\n', 'latin1'))
  assert.equal(errors.length, 1)
  assert.match(errors[0] ?? '', /:2: a holds bytes that are not UTF-8/)
})

it('says why a file cannot be read', async () => {
  const report = new Report([])
  assert.equal(await readConfig(join(folder, 'none'), report), undefined)
  assert.equal(await readConfig(folder, report), undefined)
  const [missing, isFolder] = report.errors.map(({ message }) => message)
  assert.match(missing ?? '', /no such file/)
  assert.match(isFolder ?? '', /folder/)
})

it('lets the last of equal keys count and names both lines', async () => {
  const { values, report } = await read('twice.yaml', 'a.b: 1\nc: 2\na: {b: 3}\n')
  assert.deepEqual(values, ['a.b|3', 'c|2'])
  assert.match(report.notices.map(describeFinding).join(), /:3: a\.b is given twice: line 3 counts, line 1 does not/)
})

it('takes a file that begins with { for JSON, as Kafka Connect does, unless it is said to be YAML', async () => {
  assert.deepEqual((await read('a.json', '{"a": 1e3}')).values, ['a|1e3'])
  assert.deepEqual((await read('a.conf', '\n {"a": 1e3}')).values, ['a|1e3'])
  assert.deepEqual((await read('braces.properties', '{"a": 1e3}')).values, ['a|1e3'])
  assert.deepEqual((await read('flow.yaml', '{a: 1}')).values, ['a|1'])
})
