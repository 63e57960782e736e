import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** One declaration of the plugin API, as tsc writes it for those who import it. */
export interface Declaration {
  /** All declarations of one name make one: a function may have several forms. */
  readonly name: string
  /** The text of its doc comment, or '' where it has none. */
  readonly doc: string
  /** Its declaration without that comment; comments within it stay. */
  readonly text: string
  readonly exported: boolean
}

/** Where plugins import from, and the file that says what there is. */
export const entries = { 'psconnect/plugin': 'index', 'psconnect/plugin/testing': 'testing/index' } as const

const flags =
  '--ignoreConfig --declaration --emitDeclarationOnly --noCheck --module nodenext --target es2024 --types node --strict --exactOptionalPropertyTypes --rewriteRelativeImportExtensions --allowImportingTsExtensions'

/** The declarations of each file that the plugin API consists of, in the order of the file. */
export class ApiFiles {
  readonly #folder: string

  private constructor(folder: string) {
    this.#folder = folder
  }

  /** Has tsc write them where nobody else looks, and clears that up. */
  static read<T>(look: (files: ApiFiles) => T): T {
    const folder = mkdtempSync(join(tmpdir(), 'psconnect-plugin-api-'))
    const sources = Object.values(entries).map(entry => `runtime/api/${entry}.ts`)
    try {
      execFileSync('tsc', [...sources, ...flags.split(' '), '--rootDir', 'runtime/api', '--outDir', folder])
      return look(new ApiFiles(folder))
    } finally {
      rmSync(folder, { recursive: true })
    }
  }

  /** The files that an entry exports from, with the names that it exports of each; itself left out. */
  exports(entry: string): ReadonlyMap<string, readonly string[]> {
    const found = new Map<string, string[]>()
    for (const [, names = '', path = ''] of this.#text(entry).matchAll(
      /export (?:type )?\{([^}]*)\} from '\.\/(.+)\.ts'/g,
    )) {
      const file = join(entry, '..', path)
      const list = names.split(',').map(name => name.trim().replace(/^type /, ''))
      if (file.endsWith('/index')) for (const [inner, those] of this.exports(file)) found.set(inner, [...those])
      else found.set(file, [...(found.get(file) ?? []), ...list])
    }
    return found
  }

  /** What a file declares: what is named, and what only the file itself uses. */
  declarations(file: string, names: readonly string[]): Declaration[] {
    const all = declarationsOf(this.#text(file))
    return all.filter(({ name, exported }) => !exported || names.includes(name))
  }

  #text(file: string): string {
    return readFileSync(join(this.#folder, `${file}.d.ts`), 'utf8')
  }
}

const start = /^(?:export )?(?:declare )?(?:const|function|class|interface|type) (\w+)/

/** Of a file of declarations: what begins at the left margin, up to the next that does. */
export function declarationsOf(text: string): Declaration[] {
  const found = new Map<string, Declaration>()
  const pattern = /(?:^\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n)?^(\w[\s\S]*?)(?=\n(?:\/\*\*|\w)|\n*$(?![\s\S]))/gm
  for (const [, doc = '', declared = ''] of text.matchAll(pattern)) {
    const name = start.exec(declared)?.[1]
    if (name === undefined) continue
    const before = found.get(name)
    const plain = declared
      .trim()
      .replace(/^export (declare )?/, '')
      .replace(/^declare /, '')
    found.set(name, {
      name,
      doc: before?.doc || doc.replace(/^\s*\* ?/gm, '').trim(),
      text: before ? `${before.text}\n${plain}` : plain,
      exported: declared.startsWith('export '),
    })
  }
  return [...found.values()]
}
