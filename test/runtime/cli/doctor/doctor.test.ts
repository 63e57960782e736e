import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../../../../runtime/bin/psconnect.mjs', import.meta.url))
const quickStart = fileURLToPath(new URL('../../../../examples/quick-start', import.meta.url))

const doctor = (...args: string[]) =>
  spawnSync(process.execPath, [bin, 'doctor', ...args], { cwd: quickStart, encoding: 'utf8' })

describe('psconnect doctor without any service', () => {
  it('fails at nothing where plugins do not say how they are checked, and says so', () => {
    const { status, stdout, stderr } = doctor('worker.yaml', 'files.yaml')
    assert.deepEqual([status, stderr], [0, ''])
    assert.match(stdout, /^replay: source avro-files\n {2}– avro-files .* cannot tell: /m)
    assert.match(stdout, /^ {2}✓ offset file .* free$/m)
    assert.match(stdout, /\nnothing failed: \d+ steps work; 3 had nothing to try or no way to tell \(–\)\n$/)
  })

  it('looks at a worker alone, and says what is missing to do more', () => {
    const { status, stdout } = doctor('worker.yaml')
    assert.equal(status, 0)
    assert.match(stdout, /give their files, too: CONNECTOR…/)
  })

  it('fails at a file that is not there, in text and as JSON', () => {
    const { status, stdout } = doctor('worker.yaml', 'none.yaml')
    assert.equal(status, 1)
    assert.match(stdout, /✗ configuration .* none\.yaml: cannot be read: /)
    assert.match(stdout, /\n1 step failed: configuration \(files\)\n$/)
    const told = JSON.parse(doctor('--json', 'worker.yaml', 'none.yaml').stdout) as { ok: boolean }
    assert.equal(told.ok, false)
  })

  it('wants to know the worker', () => {
    const { status, stderr } = doctor()
    assert.equal(status, 2)
    assert.match(stderr, /^psconnect doctor: WORKER is missing/)
  })
})
