import type { ListedCommand } from './list-commands.ts'

/** What has no words and no options to offer is the name of a file, which fish completes by itself. */
export function fishScript(commands: readonly ListedCommand[]): string {
  return `# Completion of psconnect in fish, made by: psconnect completion fish
function __psconnect_at
    set -l at psconnect
    for word in (commandline -opc)[2..-1]
        contains -- "$at $word" ${commands
          .slice(1)
          .map(({ path }) => `'${path}'`)
          .join(' ')}
        or break
        set at "$at $word"
    end
    test "$at" = "$argv"
end
${commands.flatMap(lines).join('\n')}`
}

function lines({ path, words, options }: ListedCommand): readonly string[] {
  const complete = `complete -c psconnect -n '__psconnect_at ${path}'`
  return [
    ...words.map(({ word, summary }) => `${complete} -f -a ${word} -d '${quoted(summary)}'`),
    ...options.map(({ name, takesValue }) => `${complete} -l ${name}${takesValue ? ' -r' : ''}`),
  ]
}

const quoted = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)
