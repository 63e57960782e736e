import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { commands } from '../../../runtime/cli/commands.ts'

const bin = fileURLToPath(new URL('../../../runtime/bin/psconnect.mjs', import.meta.url))

const psconnect = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  spawnSync(process.execPath, [bin, ...args], { encoding: 'utf8', env })

describe('psconnect', () => {
  it('lists its commands, in the order of the alphabet, with a line for each', () => {
    const { status, stdout } = psconnect(['--help'])
    assert.equal(status, 0)
    assert.match(stdout, /^usage: psconnect COMMAND/)
    const names = [...stdout.matchAll(/^ {2}(\w+) {2,}\w/gm)].map(([, name]) => name)
    assert.deepEqual(
      names,
      commands.map(({ name }) => name),
    )
    assert.deepEqual(names, names.toSorted())
  })

  it('says how a command is used, whichever way it is asked', () => {
    const asked = [
      ['plugin', 'list', '--help'],
      ['help', 'plugin', 'list'],
      ['plugin', 'list', '--json', '--help'],
    ]
    for (const args of asked) {
      const { status, stdout } = psconnect(args)
      assert.equal(status, 0)
      assert.match(stdout, /^usage: psconnect plugin list/)
    }
  })

  it('lists the commands that begin with the same word', () => {
    for (const args of [
      ['plugin', '--help'],
      ['help', 'plugin'],
    ])
      assert.match(psconnect(args).stdout, /^usage: psconnect plugin COMMAND[^]*\n {2}list {2}/)
  })

  it('shows its version', () => {
    const { status, stdout } = psconnect(['--version'])
    assert.equal(status, 0)
    assert.match(stdout, /^psconnect \d+\.\d+\.\d+\n$/)
  })

  for (const [args, why] of [
    [[], /^psconnect: the command is missing; there are: .*plugin/],
    [['plugni'], /^psconnect: there is no command plugni \(did you mean plugin\?\)\npsconnect --help says/],
    [['frobnicate'], /^psconnect: there is no command frobnicate \(there are: /],
    [['--json', 'plugin'], /^psconnect: the command must come before --json/],
    [['plugin', 'lst'], /^psconnect plugin: there is no command lst \(did you mean list\?\)/],
    [['plugin', 'list', '--jsn'], /^psconnect plugin list: there is no option --jsn \(did you mean --json\?\)/],
    [['plugin', 'list', 'all'], /^psconnect plugin list: Unexpected argument 'all'/],
  ] as const)
    it(`ends with 2 where it cannot understand what it is given: ${args.join(' ') || 'nothing'}`, () => {
      const { status, stdout, stderr } = psconnect(args)
      assert.equal(status, 2)
      assert.equal(stdout, '')
      assert.match(stderr, why)
    })

  it('writes colours only where they are wanted', () => {
    const colour = '\x1b[31m'
    assert.ok(!psconnect(['nothing']).stderr.includes(colour))
    assert.ok(psconnect(['nothing'], { FORCE_COLOR: '1' }).stderr.startsWith(colour))
  })
})
