import type { ApiFiles, Declaration } from './declarations.ts'

/** In the order in which an author meets them. Each is a heading, what stands below it, and the files of runtime/api it is about. */
const sections: readonly (readonly [heading: string, intro: string, files: readonly string[]])[] = [
  [
    'Converters',
    'A converter is what most authors write: it makes a value of the bytes of a record, and bytes of a value.',
    ['converter', 'needs'],
  ],
  ['Records, values and schemas', 'What converters make, transforms change and sinks store.', ['record', 'schema']],
  [
    'Errors',
    'How a plugin refuses a record, or fails its task. [errors.md](errors.md) explains each code.',
    ['errors'],
  ],
  [
    'Configuration',
    'A plugin declares its keys once, with these functions: that gives their types, checks, defaults and documentation.',
    ['config-spec'],
  ],
  ['What the host lends', 'A plugin logs and learns of its end through these.', ['context']],
  ['Transforms and predicates', 'Between the converters and the sink, record by record.', ['transform']],
  ['Sinks', 'Where records are stored. A write that resolves lets the offsets of its records be committed.', ['sink']],
  ['Sources', 'Where records come from. Kafka is one.', ['source']],
  [
    'Writing JSON and numbers',
    'What converters and sinks need that write text.',
    ['json/json-writer', 'json/options', 'java-number'],
  ],
  [
    'How psconnect doctor looks at a plugin',
    'A source, converter or sink may say how it is found out whether its configuration works.',
    ['diagnosis'],
  ],
  ['Any plugin', 'What a module exports as its default.', ['plugin']],
]

const kits: readonly (readonly [heading: string, intro: string, files: readonly string[]])[] = [
  [
    'Contract kits',
    "Each takes a plugin and samples, tries what its contract asks, and rejects with all that it finds broken. Any test runner will do:\n\n```ts\nit('keeps the contract', () => checkConverter(plugin, { readable: [payload], unreadable: [other] }))\n```",
    [
      'testing/check-converter',
      'testing/check-transform',
      'testing/check-predicate',
      'testing/check-sink',
      'testing/check-source',
      'testing/given-config',
    ],
  ],
  [
    'Samples and failures',
    'What the kits are given, and what they give back.',
    ['testing/connect-record', 'testing/contract'],
  ],
]

/** docs/plugin-api.md, whole. */
export function pageOf(files: ApiFiles): string {
  return (
    [
      '# The plugin API',
      'Written by `node -C psconnect-source scripts/plugin-api.ts` from the comments in `runtime/api`: change it there.',
      'A plugin is a module whose default export one of the functions `define…` has made. It imports what is on this page, and npm packages. [writing-a-converter.md](writing-a-converter.md) goes step by step.',
      ...part('psconnect/plugin', sections, { files, names: files.exports('index') }),
      ...part('psconnect/plugin/testing', kits, { files, names: files.exports('testing/index') }),
      '',
    ]
      .join('\n\n')
      .trimEnd() + '\n'
  )
}

interface Named {
  readonly files: ApiFiles
  readonly names: ReadonlyMap<string, readonly string[]>
}

function part(module: string, list: typeof sections, { files, names }: Named): string[] {
  const forgotten = [...names.keys()].filter(file => !list.some(([, , shown]) => shown.includes(file)))
  if (forgotten.length > 0) throw new Error(`scripts/plugin-api/page.ts names no section for ${forgotten.join(', ')}`)
  return list.flatMap(([heading, intro, shown]) => [
    `## ${heading}`,
    `From \`${module}\`. ${intro}`,
    ...shown.flatMap(file => files.declarations(file, names.get(file) ?? []).map(describe)),
  ])
}

const describe = ({ name, doc, text }: Declaration): string =>
  [`### \`${name}\``, ...(doc ? [doc] : []), `\`\`\`ts\n${text}\n\`\`\``].join('\n\n')
