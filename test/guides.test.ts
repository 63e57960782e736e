import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { it } from 'node:test'

const documents = globSync(['*.md', 'docs/**/*.md'])
const sources = globSync('{runtime,clients,plugins,bench,test,scripts}/**/*.{ts,mjs}', {
  exclude: path => /(^|\/)(node_modules|dist)(\/|$)/.test(path),
})

const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found]) => found ?? '')

const isOurs = (name: string): boolean => name.startsWith('@psconnect/')

it('every link from one document to another leads to a file', () => {
  assert.ok(documents.length > 8)
  for (const document of documents)
    for (const target of all(readFileSync(document, 'utf8'), /\]\((?!https?:|#)([^)#\s]+)/g))
      assert.ok(existsSync(join(dirname(document), target)), `${document} links to ${target}`)
})

it('every file and folder that ARCHITECTURE.md names is there', () => {
  const names = all(readFileSync('ARCHITECTURE.md', 'utf8'), /`([\w./-]+)`/g)
  const files = names.filter(name => name.endsWith('.ts'))
  const folders = names.filter(name => /^(runtime|clients|plugins|test)\/[\w/-]*$/.test(name))
  assert.ok(files.length > 20 && folders.length > 8)
  for (const name of files)
    assert.ok(
      sources.some(source => `/${source}`.endsWith(`/${name}`)),
      name,
    )
  for (const name of folders) assert.ok(existsSync(name), name)
})

it('CONTRIBUTING.md gives a reason for each dependency, and for nothing else', () => {
  const manifests = globSync(['package.json', 'runtime/package.json', '{clients,plugins}/*/package.json'])
  const used = manifests.flatMap(file => {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(file, 'utf8'))
    return Object.keys({ ...dependencies, ...devDependencies })
  })
  const rows = all(readFileSync('CONTRIBUTING.md', 'utf8'), /^\| ([^|]+) \| (?:root|runtime|clients|plugins)/gm)
  const explained = rows.flatMap(cell => cell.split(', ')).map(name => name.split(' ')[0] ?? '')
  assert.deepEqual(
    [...new Set(explained)].filter(name => !isOurs(name)).toSorted(),
    [...new Set(used)].filter(name => !isOurs(name)).toSorted(),
  )
})
