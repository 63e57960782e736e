import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { type Loader, lastOfEach } from './entries.ts'
import { loadProperties } from './properties.ts'
import type { Report } from './report.ts'
import type { Entry } from './resolved-config.ts'
import { namesSecret, secretTexts } from './secrets.ts'
import { type Environment, substitute } from './substitute.ts'
import { loadYaml } from './yaml.ts'

const byExtension: Readonly<Record<string, Loader>> = {
  '.properties': loadProperties,
  '.yaml': loadYaml,
  '.yml': loadYaml,
}

/** The entries of a file with `${env:…}` filled in, or undefined when it cannot be read at all. All problems are reported. */
export async function readConfig(file: string, env: Environment, report: Report): Promise<Entry[] | undefined> {
  const text = await readText(file, report)
  if (text === undefined) return undefined
  const errorsBefore = report.errorCount
  const entries = (byExtension[extname(file).toLowerCase()] ?? byContent(text))(text, file, report)
  if (entries.length === 0 && report.errorCount > errorsBefore) return undefined
  const complete = lastOfEach(entries, report).map(entry => substitute(checkEncoding(entry, report), env, report))
  report.hide(complete.filter(({ key }) => namesSecret(key)).flatMap(secretTexts))
  return complete
}

async function readText(file: string, report: Report): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '')
  } catch (error) {
    const why = { ENOENT: 'there is no such file', EISDIR: 'it is a folder', EACCES: 'permission denied' }
    const { code, message } = error as NodeJS.ErrnoException
    report.error({ file }, `cannot be read: ${Object.entries(why).find(([known]) => known === code)?.[1] ?? message}`)
    return undefined
  }
}

/** Java's tools give any name to a .properties file, so what the first line with a key looks like decides. */
function byContent(text: string): Loader {
  const first = text.split(/\r\n?|\n/).find(line => /^\s*[^\s#!]/.test(line)) ?? ''
  return /^\s*(---|\{|"|[^\s=:]+:(\s|$))/.test(first) ? loadYaml : loadProperties
}

/** Decoding puts U+FFFD where bytes are not UTF-8. In a comment that does no harm. */
function checkEncoding(entry: Entry, report: Report): Entry {
  if (!`${entry.key}${entry.text}`.includes('\uFFFD')) return entry
  report.error(entry, `${entry.key} holds bytes that are not UTF-8: save the file as UTF-8`)
  return { ...entry, faulty: true }
}
