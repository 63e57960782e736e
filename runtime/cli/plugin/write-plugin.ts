import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Home, homeFor } from './home.ts'

export const templateKinds = ['converter', 'sink', 'source', 'transform'] as const
export type TemplateKind = (typeof templateKinds)[number]

export const isTemplate = (kind: string): kind is TemplateKind => templateKinds.some(each => each === kind)

/** What stands in the templates, in their texts and names, for the plugin's. */
const placeholder = 'my-plugin'

/** Makes a folder with a new plugin; gives the names of the files in it. */
export function writePlugin(kind: TemplateKind, name: string, folder: string): readonly string[] {
  const templates = new URL(`./templates/${kind}/`, import.meta.url)
  const copied = readdirSync(templates).map(file => {
    return [file, readFileSync(new URL(file, templates), 'utf8')] as const
  })
  mkdirSync(folder, { recursive: true })
  const home = homeFor(folder)
  const files = [
    ...copied.map(([file, text]) => [filled(file, name), filled(text, name)] as const),
    ['package.json', json(packageOf(kind, name, home))] as const,
    ['tsconfig.json', json(typesFrom(home))] as const,
  ]
  for (const [file, text] of files) writeFileSync(join(folder, file), text)
  return files.map(([file]) => file)
}

const filled = (text: string, name: string): string => text.replaceAll(placeholder, name)

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`

const packageOf = (kind: TemplateKind, name: string, { command }: Home) => ({
  name: `psconnect-${kind}-${name}`,
  version: '0.1.0',
  private: true,
  type: 'module',
  exports: { '.': `./${name}.ts` },
  scripts: { test: `${command} plugin test` },
  psconnect: { kind, name, api: 1 },
})

/** Node runs TypeScript whose types can simply be left out: this lets an editor say what cannot. */
const typesFrom = ({ paths, typeRoots }: Home) => ({
  compilerOptions: {
    target: 'es2024',
    lib: ['es2024'],
    module: 'nodenext',
    types: ['node'],
    ...(paths && { paths, typeRoots }),
    noEmit: true,
    strict: true,
    erasableSyntaxOnly: true,
    verbatimModuleSyntax: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
  },
  include: ['*.ts'],
})
