import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { type Loader, lastOfEach } from './entries.ts'
import { loadJson } from './json.ts'
import { loadProperties } from './properties.ts'
import type { Report } from './report.ts'
import type { Entry } from './resolved-config.ts'
import { whyUnreadable } from './why-unreadable.ts'
import { loadYaml } from './yaml.ts'

const byExtension: Readonly<Record<string, Loader>> = {
  '.properties': loadProperties,
  '.yaml': loadYaml,
  '.yml': loadYaml,
  '.json': loadJson,
}

/** The entries of a file as they stand there, or undefined when it cannot be read at all. All problems are reported. */
export async function readConfig(file: string, report: Report): Promise<Entry[] | undefined> {
  const text = await readText(file, report)
  if (text === undefined) return undefined
  const errorsBefore = report.errorCount
  const entries = loaderOf(file, text)(text, file, report)
  if (entries.length === 0 && report.errorCount > errorsBefore) return undefined
  return lastOfEach(entries, report).map(entry => checkEncoding(entry, report))
}

async function readText(file: string, report: Report): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '')
  } catch (error) {
    report.error({ file }, `cannot be read: ${whyUnreadable(error)}`)
    return undefined
  }
}

/** Java's tools give any name to a .properties file, and to one of JSON: what it begins with decides. */
function loaderOf(file: string, text: string): Loader {
  const named = byExtension[extname(file).toLowerCase()]
  if (named !== loadYaml && /^\s*\{/.test(text)) return loadJson
  return named ?? byFirstKey(text)
}

function byFirstKey(text: string): Loader {
  const first = text.split(/\r\n?|\n/).find(line => /^\s*[^\s#!]/.test(line)) ?? ''
  return /^\s*(---|"|[^\s=:]+:(\s|$))/.test(first) ? loadYaml : loadProperties
}

/** Decoding puts U+FFFD where bytes are not UTF-8. In a comment that does no harm. */
function checkEncoding(entry: Entry, report: Report): Entry {
  if (!`${entry.key}${entry.text}`.includes('\uFFFD')) return entry
  report.error(entry, `${entry.key} holds bytes that are not UTF-8: save the file as UTF-8`)
  return { ...entry, faulty: true }
}
