import type { ListedCommand } from './list-commands.ts'

/** What has no words and no options to offer is the name of a file. */
export function zshScript(commands: readonly ListedCommand[]): string {
  const steps = commands.slice(1).map(({ path }) => `'${path}'`)
  return `#compdef psconnect
# Completion of psconnect in zsh, made by: psconnect completion zsh
_psconnect() {
  local at=psconnect i
  local -a commands options
  for ((i = 2; i < CURRENT; i++)); do
    case "$at \${words[i]}" in
      (${steps.join('|')}) at+=" \${words[i]}" ;;
      (*) break ;;
    esac
  done
  case "$at" in
${commands.map(branch).join('\n')}
  esac
  if [[ $PREFIX == -* ]]; then
    compadd -- $options
  elif (( $#commands > 0 )); then
    _describe command commands
  else
    _files
  fi
}
if [[ $funcstack[1] == _psconnect ]]; then
  _psconnect "$@"
else
  compdef _psconnect psconnect
fi`
}

function branch({ path, words, options }: ListedCommand): string {
  const described = words.map(({ word, summary }) => `'${word}:${quoted(summary)}'`).join(' ')
  return `    ('${path}') commands=(${described}) options=(${options.map(({ name }) => `--${name}`).join(' ')}) ;;`
}

const quoted = (text: string): string => text.replaceAll(':', '\\:').replaceAll("'", String.raw`'\''`)
