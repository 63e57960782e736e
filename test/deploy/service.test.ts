import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { StandInMachine } from './stand-ins.ts'

const file = 'deploy/systemd/psconnect.service'
const unit = readFileSync(file, 'utf8')

/** The reason not to run a tool, where the machine does not have it. */
const lacks = (tool: string): string | false =>
  spawnSync(tool, ['--version']).error !== undefined && `${tool} is not installed on this machine`

const systemd = Number(
  /^systemd (\d+)/.exec(spawnSync('systemd-analyze', ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[1],
)

/** Those of the unit that a version before 254 passes over, as the unit says. */
const isTooNew = (line: string): boolean =>
  systemd < 254 && /Unknown key '(RestartSteps|RestartMaxDelaySec)'/.test(line)

describe('deploy/systemd/psconnect.service', { skip: lacks('systemd-analyze') }, () => {
  it('passes systemd-analyze verify', () => {
    const machine = new StandInMachine()
    try {
      machine.put('opt/psconnect/node_modules/node/bin/node')
      const here = machine.put('psconnect.service', unit.replaceAll('/opt/', `${machine.folder}/opt/`))
      const { status, stderr } = spawnSync('systemd-analyze', ['verify', here], { encoding: 'utf8' })
      const lines = stderr.split('\n').filter(line => line.includes('psconnect') && !isTooNew(line))
      assert.deepEqual([status, lines], [0, []])
    } finally {
      machine.remove()
    }
  })

  it('lets the service do little else than its work, as systemd-analyze security judges', () => {
    const args = ['security', '--offline=true', '--no-pager', '--threshold=20', file]
    const { status, stdout } = spawnSync('systemd-analyze', args, { encoding: 'utf8' })
    assert.equal(status, 0, stdout.split('\n').at(-2))
  })
})

describe('shell scripts of deploy/', { skip: lacks('shellcheck') }, () => {
  for (const script of globSync('deploy/**/*.sh'))
    it(`${script} passes shellcheck`, () => {
      const { status, stdout } = spawnSync('shellcheck', [script], { encoding: 'utf8' })
      assert.equal(status, 0, stdout)
    })
})

describe('deploy/container/Dockerfile', () => {
  it('passes hadolint', { skip: lacks('hadolint') }, () => {
    const { status, stdout } = spawnSync('hadolint', ['deploy/container/Dockerfile'], { encoding: 'utf8' })
    assert.equal(status, 0, stdout)
  })

  it('runs the worker as the service does, not as root, on the version of Node that the repository has', () => {
    const text = readFileSync('deploy/container/Dockerfile', 'utf8')
    const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
    assert.deepEqual(
      [...text.matchAll(/^FROM node:(\d+)-slim/gm)].map(([, major]) => major),
      Array(2).fill(devDependencies.node.split('.')[0]),
    )
    assert.match(text, /^USER 1000:1000$/m)
    const started = JSON.parse(/^ENTRYPOINT (.*)$/m.exec(text)?.[1] ?? '[]') as string[]
    const args = JSON.parse(/^CMD (.*)$/m.exec(text)?.[1] ?? '[]') as string[]
    const line = /^ExecStart=([^]*?[^\\])\n/m.exec(unit)?.[1]?.split(/[\s\\]+/)
    assert.deepEqual([...started, ...args].slice(1), line?.slice(1))
    const bin = Object.values(JSON.parse(readFileSync('runtime/package.json', 'utf8')).bin as Record<string, string>)
    assert.ok(bin.some(path => started[1] === join('/opt/psconnect/node_modules/psconnect', path)))
  })
})
