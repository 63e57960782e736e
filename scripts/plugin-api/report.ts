import { type ApiFiles, type Declaration, declarationsOf, entries } from './declarations.ts'

/** docs/plugin-api.d.ts: all that plugins can import, without comments, so that it changes where the API does and nowhere else. */
export function reportOf(files: ApiFiles, version: number): string {
  const parts = Object.entries(entries).map(([module, entry]) => {
    const declared = [...files.exports(entry)].flatMap(([file, names]) => files.declarations(file, names))
    return [`// ${module}`, ...declared.map(reported)].join('\n')
  })
  return `// The plugin API, version ${version}. Written by: node -C psconnect-source scripts/plugin-api.ts\n\n${parts.join('\n\n')}\n`
}

const reported = ({ text, exported }: Declaration): string =>
  withoutComments(text).replace(/^(?=const|function|class|interface|type)/gm, exported ? 'export declare ' : 'declare ')

const withoutComments = (text: string): string =>
  text.replace(/^\s*\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n/gm, '').replace(/\n{2,}/g, '\n')

/** Names whose declarations differ between two reports, or stand in one of them only. */
export function changed(before: string, after: string): string[] {
  const [old, present] = [byName(before), byName(after)]
  const names = new Set([...old.keys(), ...present.keys()])
  return [...names].filter(name => old.get(name) !== present.get(name))
}

const byName = (report: string): Map<string, string> =>
  new Map(declarationsOf(report).map(({ name, text }: Declaration) => [name, text]))

/** Of these names, those that the changes for plugin authors, which are not released yet, do not speak of. */
export function unexplained(names: readonly string[], changelog: string): string[] {
  const unreleased = changelog.split(/^## /m).find(part => part.startsWith('[Unreleased]')) ?? ''
  const forAuthors = unreleased.split(/^### /m).find(part => part.startsWith('For plugin authors')) ?? ''
  return names.filter(name => !new RegExp(`\`[^\`]*\\b${name}\\b[^\`]*\``).test(forAuthors))
}
