import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../../../../runtime/bin/psconnect.mjs', import.meta.url))

const scriptFor = (shell: string): string =>
  execFileSync(process.execPath, [bin, 'completion', shell], { encoding: 'utf8' })

const missing = (shell: string): string | false =>
  spawnSync(shell, ['--version']).status !== 0 && `${shell} is not installed`

const sorted = (text: string): readonly string[] =>
  text
    .split('\n')
    .filter(line => line !== '')
    .toSorted()

describe('completion in bash', { skip: missing('bash') }, () => {
  let script: string
  before(() => {
    script = scriptFor('bash')
  })

  /** What bash offers for the last of these words. */
  const complete = (...words: string[]): readonly string[] => {
    const given = words.map(word => `'${word}'`).join(' ')
    const ask = `COMP_WORDS=(psconnect ${given}); COMP_CWORD=${words.length}; _psconnect; printf '%s\\n' "\${COMPREPLY[@]}"`
    return sorted(execFileSync('bash', ['--norc', '-c', `${script}\n${ask}`], { encoding: 'utf8' }))
  }

  it('offers commands, and the commands of a command', () => {
    assert.ok(complete('').includes('doctor'))
    assert.deepEqual(complete('do'), ['doctor'])
    assert.deepEqual(complete('plugin', ''), ['check', 'describe', 'list', 'new', 'test'])
  })

  it('offers the options of the command that stands there', () => {
    assert.deepEqual(complete('doctor', '-'), ['--help', '--json'])
    assert.deepEqual(complete('doctor', 'worker.properties', '--j'), ['--json'])
    assert.deepEqual(complete('registry', 'get', '--o'), ['--out'])
    assert.deepEqual(complete('consume', '--consumer.config', 'file', '--max'), ['--max-messages'])
  })

  it('leaves the names of files to bash, also where one is called as a command', () => {
    assert.deepEqual(complete('doctor', ''), [])
    assert.deepEqual(complete('doctor', 'plugin', ''), [])
  })

  it('is what bash completes psconnect by', () => {
    const said = execFileSync('bash', ['--norc', '-c', `${script}\ncomplete -p psconnect`], { encoding: 'utf8' })
    assert.match(said, /-F _psconnect psconnect/)
  })
})

/** What zsh is asked to offer: it completes for real only at a terminal. */
const completeInZsh = (...words: string[]): string => {
  const stubs =
    'compdef() { : }; compadd() { print -l -- $@[2,-1] }; _describe() { print -l -- ${(P)2} }; _files() { print files }'
  const given = words.map(word => `'${word}'`).join(' ')
  const ask = `words=(psconnect ${given}); CURRENT=${words.length + 1}; PREFIX='${words.at(-1)}'; _psconnect`
  return execFileSync('zsh', ['-f', '-c', `${stubs}\n${scriptFor('zsh')}\n${ask}`], { encoding: 'utf8' })
}

describe('completion in zsh', { skip: missing('zsh') }, () => {
  it('offers commands with what they do, options, and files', () => {
    assert.match(completeInZsh('do'), /^doctor:\w/m)
    assert.deepEqual(sorted(completeInZsh('doctor', '-')), ['--help', '--json'])
    assert.equal(completeInZsh('doctor', ''), 'files\n')
  })
})

const completeInFish = (line: string): readonly string[] => {
  const said = execFileSync('fish', ['--no-config', '-c', `${scriptFor('fish')}\ncomplete -C '${line}'`], {
    encoding: 'utf8',
  })
  return sorted(said)
}

describe('completion in fish', { skip: missing('fish') }, () => {
  it('offers commands with what they do, and options', () => {
    assert.match(completeInFish('psconnect do')[0] ?? '', /^doctor\t\w/)
    assert.deepEqual(completeInFish('psconnect doctor --'), ['--help', '--json'])
    assert.deepEqual(completeInFish('psconnect registry get --o'), ['--out'])
  })
})

it('which shell it is for must be said', () => {
  const { status, stderr } = spawnSync(process.execPath, [bin, 'completion', 'tcsh'], { encoding: 'utf8' })
  assert.equal(status, 2)
  assert.match(stderr, /^psconnect completion: name one shell: bash, zsh, fish\n/)
})
