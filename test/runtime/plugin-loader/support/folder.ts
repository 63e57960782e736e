import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after } from 'node:test'

/** A folder with these files, by path; it goes when the tests of the file have run. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'plugins-')))
  after(() => rmSync(folder, { recursive: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

/** What defineConverter and the like make. */
export const definition = (kind: string, name: string): string =>
  `{ kind: '${kind}', name: ${JSON.stringify(name)}, config: {}, create: () => undefined }`

/** The text of a module that is a plugin. */
export const moduleOf = (kind: string, name: string): string => `export default ${definition(kind, name)}\n`

/** The text of a package.json that says so. */
export const packageOf = (psconnect: unknown, others: object = {}): string => JSON.stringify({ psconnect, ...others })
