import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { ApiFiles, declarationsOf, entries } from '../../scripts/plugin-api/declarations.ts'
import { changed, unexplained } from '../../scripts/plugin-api/report.ts'
import { generate, pageFile, reportFile } from '../../scripts/plugin-api.ts'

const mend = 'run node -C psconnect-source scripts/plugin-api.ts'

describe('what is written about the plugin API', () => {
  const { page, report } = generate()

  it('docs/plugin-api.md has every export of psconnect/plugin and its testing, with its comment', () => {
    assert.equal(readFileSync(pageFile, 'utf8'), page, mend)
  })

  it('every export has a doc comment', () => {
    const undocumented = ApiFiles.read(files =>
      Object.values(entries).flatMap(entry =>
        [...files.exports(entry)].flatMap(([file, names]) =>
          files.declarations(file, names).filter(({ doc, exported }) => exported && doc === ''),
        ),
      ),
    )
    assert.deepEqual(
      undocumented.map(({ name }) => name),
      [],
    )
  })

  it('docs/plugin-api.d.ts is the API as it is: whoever changes that tells plugin authors', () => {
    const before = readFileSync(reportFile, 'utf8')
    assert.deepEqual(changed(before, report), [], `the API has changed: ${mend}`)
    assert.equal(before, report, mend)
  })
})

describe('a report', () => {
  const report =
    'export declare function a(): void;\nexport declare function a(b: string): void;\ninterface B {\n    c: 1;\n}\n'

  it('knows declarations by their names, all forms of a function together, with the comment before them', () => {
    const commented = report.replace('export', '/** Does\n * nothing. */\nexport')

    assert.deepEqual(declarationsOf(commented), [
      { name: 'a', doc: 'Does\nnothing.', text: 'function a(): void;\nfunction a(b: string): void;', exported: true },
      { name: 'B', doc: '', text: 'interface B {\n    c: 1;\n}', exported: false },
    ])
  })

  it('names what differs from another, what has come and what has gone', () => {
    assert.deepEqual(changed(report, report), [])
    assert.deepEqual(changed(report, report.replace('c: 1', 'c: 2').replaceAll('function a', 'function d')), [
      'a',
      'B',
      'd',
    ])
  })

  it('must be told of where the changes for plugin authors stand that are not released', () => {
    assert.deepEqual(unexplained(['Sink', 'a'], changelog('`Sink`', '`a` of all; Sink', '`Sink`')), ['Sink'])
    assert.deepEqual(unexplained(['Sink', 'a'], changelog('', '`a()` and `Sink.write` are new', '')), [])
  })
})

const changelog = (users: string, authors: string, released: string): string =>
  `# Changelog\n\n## [Unreleased]\n\n### For users\n\n${users}\n\n### For plugin authors\n\n${authors}\n\n## [1.0.0]\n\n### For plugin authors\n\n${released}\n`
