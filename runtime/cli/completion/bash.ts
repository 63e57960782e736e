import type { ListedCommand } from './list-commands.ts'

/** What has no words and no options to offer is the name of a file, which bash completes by itself. */
export function bashScript(commands: readonly ListedCommand[]): string {
  const steps = commands.slice(1).map(({ path }) => `'${path}'`)
  return `# Completion of psconnect in bash, made by: psconnect completion bash
_psconnect() {
  local at=psconnect words='' options='' word="\${COMP_WORDS[COMP_CWORD]}" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at \${COMP_WORDS[i]}" in
      ${steps.join(' | ')}) at+=" \${COMP_WORDS[i]}" ;;
      *) break ;;
    esac
  done
  case "$at" in
${commands.map(branch).join('\n')}
  esac
  COMPREPLY=()
  if [[ $word == -* ]]; then
    words=$options
  fi
  if [[ -n $words ]]; then
    # No word has a blank in it.
    COMPREPLY=($(compgen -W "$words" -- "$word"))
  fi
}
complete -o bashdefault -o default -F _psconnect psconnect`
}

function branch({ path, words, options }: ListedCommand): string {
  const names = options.map(({ name }) => `--${name}`).join(' ')
  return `    '${path}') words='${words.map(({ word }) => word).join(' ')}' options='${names}' ;;`
}
