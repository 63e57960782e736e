import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** What stands for a program: what it was called with goes to a file, and what it answers is in a table. */
const standIn = (name: string): string => `#!/bin/bash
call="${name} $*"
printf '%s\\n' "$call" >>"$CALLS"
while IFS=$'\\t' read -r pattern code answer; do
  [[ $call == $pattern ]] || continue
  if [ "$code" = 0 ]; then echo "$answer"; else echo "$answer" >&2; fi
  exit "$code"
done <"$ANSWERS"
`

/** Programs that change a machine or ask another one. */
const standsIn = ['apt-get', 'curl', 'gcloud', 'id', 'npm', 'runuser', 'sudo', 'systemctl', 'useradd']

/** Programs that work on files; what a script needs beyond these it does not find. */
const real = 'bash cat chmod cp dirname grep install ln mkdir mktemp realpath rm'.split(' ')

export interface Answer {
  /** A call, with `*` for anything. */
  readonly to: string
  readonly code?: number
  readonly text?: string
}

/** A machine for a script: folders of its own, in which it finds stand-ins instead of what would change this one. */
export class StandInMachine {
  readonly folder = mkdtempSync(join(tmpdir(), 'psconnect-deploy-'))
  readonly root = join(this.folder, 'root')
  readonly #bin = join(this.folder, 'bin')

  constructor({ without = [] }: { readonly without?: readonly string[] } = {}) {
    mkdirSync(this.#bin)
    for (const name of standsIn.filter(each => !without.includes(each)))
      writeFileSync(join(this.#bin, name), standIn(name), { mode: 0o755 })
    for (const name of real) symlinkSync(whereIs(name), join(this.#bin, name))
  }

  /** Programs may be run, other files not. */
  put(path: string, text = ''): string {
    const file = join(this.folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text, { mode: /\.\w+$/.test(path) ? 0o644 : 0o755 })
    return file
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8')
  }

  /** For programs that are to meet the stand-ins; the first answer that fits a call is given, and nothing with 0 where none does. */
  environment(answers: readonly Answer[] = []): Readonly<Record<string, string>> {
    const [calls, table] = [join(this.folder, 'calls'), join(this.folder, 'answers')]
    writeFileSync(calls, '')
    writeFileSync(table, answers.map(({ to, code = 0, text = '' }) => `${to}\t${code}\t${text}\n`).join(''))
    return { PATH: this.#bin, TMPDIR: this.folder, DESTDIR: this.root, CALLS: calls, ANSWERS: table }
  }

  run(script: string, args: readonly string[], answers?: readonly Answer[]) {
    const env = this.environment(answers)
    const { status, stdout, stderr } = spawnSync(whereIs('bash'), [script, ...args], { env, encoding: 'utf8' })
    return { code: status, stdout, stderr, calls: this.calls }
  }

  /** What the stand-ins were called with, one after the other. */
  get calls(): readonly string[] {
    return this.read('calls').split('\n').slice(0, -1)
  }

  remove(): void {
    rmSync(this.folder, { recursive: true })
  }
}

function whereIs(name: string): string {
  const file = ['/usr/bin', '/bin'].map(folder => join(folder, name)).find(existsSync)
  if (file === undefined) throw new Error(`this machine has no ${name}`)
  return file
}
