import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { apiVersion } from '../runtime/plugin-loader/check-shape.ts'
import { ApiFiles } from './plugin-api/declarations.ts'
import { pageOf } from './plugin-api/page.ts'
import { changed, reportOf, unexplained } from './plugin-api/report.ts'

const root = new URL('..', import.meta.url)
export const pageFile = new URL('docs/plugin-api.md', root)
export const reportFile = new URL('docs/plugin-api.d.ts', root)

/** The page about the plugin API and the report of it, as the sources have them now. */
export const generate = (): { readonly page: string; readonly report: string } =>
  ApiFiles.read(files => ({ page: pageOf(files), report: reportOf(files, apiVersion) }))

/** Writes both, unless a change of the API is not told to plugin authors. */
function update(): void {
  const { page, report } = generate()
  const before = existsSync(reportFile) ? readFileSync(reportFile, 'utf8') : report
  const names = changed(before, report)
  const untold = unexplained(names, readFileSync(new URL('CHANGELOG.md', root), 'utf8'))
  if (untold.length > 0) {
    const what = `The plugin API has changed, and CHANGELOG.md (Unreleased, For plugin authors) does not name: ${untold.join(', ')}.`
    console.error(`${what}\nSay there what that means for authors. What breaks their plugins also raises apiVersion.`)
    process.exitCode = 1
    return
  }
  writeFileSync(pageFile, page)
  writeFileSync(reportFile, report)
  console.log(names.length > 0 ? `The plugin API has changed: ${names.join(', ')}` : 'The plugin API is as it was.')
}

// node -C psconnect-source scripts/plugin-api.ts
if (import.meta.main) update()
