import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, it } from 'node:test'

/** A checkout that needs one package, and a machine whose npm writes down each install. */
let root: string
let npmFolder: string

const lockfile = (version: string): string =>
  JSON.stringify({ packages: { '': {}, 'node_modules/a': { version }, 'node_modules/b': { version, optional: true } } })

const npm = `#!/bin/sh
echo "$@" >> installs
sleep 0.3
mkdir -p node_modules/.bin
ln -sf "$REAL_NODE" node_modules/.bin/node
sed 's/,"node_modules.b".*}}}/}}/' package-lock.json > node_modules/.package-lock.json
`

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'psconnect-bootstrap-test-'))
  npmFolder = join(root, 'bin')
  for (const folder of ['bin', 'scripts']) mkdirSync(join(root, folder))
  writeFileSync(join(npmFolder, 'npm'), npm, { mode: 0o755 })
  copyFileSync('scripts/bootstrap.mjs', join(root, 'scripts/bootstrap.mjs'))
  writeFileSync(join(root, 'package-lock.json'), lockfile('1.0.0'))
  writeFileSync(join(root, 'scripts/stack.ts'), 'console.log(process.argv.slice(2).join()); process.exitCode = 7')
})
afterEach(() => rmSync(root, { recursive: true }))

const start = (path = `${npmFolder}:/usr/bin:/bin`) =>
  spawn(process.execPath, [join(root, 'scripts/bootstrap.mjs'), 'stack', 'up', '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: path, REAL_NODE: process.execPath },
  })

const outcome = async (child: ReturnType<typeof start>) => {
  const [stdout, stderr, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  return { stdout, stderr, code: code as number | null, signal: signal as string | null }
}

const installs = (): number => readFileSync(join(root, 'installs'), 'utf8').trim().split('\n').length

it('installs what is missing, then runs the script with its arguments and gives back its exit code', async () => {
  const { stdout, stderr, code } = await outcome(start())
  assert.equal(stdout, 'up,--json\n')
  assert.match(stderr, /^psconnect: installing packages \(npm ci\) \.\.\.\n/)
  assert.equal(code, 7)
})

it('installs once when two start at the same time', async () => {
  const outcomes = await Promise.all([outcome(start()), outcome(start())])
  assert.deepEqual(
    outcomes.map(({ stdout }) => stdout),
    ['up,--json\n', 'up,--json\n'],
  )
  assert.equal(installs(), 1)
})

it('installs again only when the lockfile asks for something else', async () => {
  await outcome(start())
  assert.equal((await outcome(start())).stderr, '')
  writeFileSync(join(root, 'package-lock.json'), lockfile('1.0.1'))
  await outcome(start())
  assert.equal(installs(), 2)
})

it('installs although an earlier install was killed and has left its lock', async () => {
  const dead = spawn('true')
  await once(dead, 'exit')
  mkdirSync(join(root, '.cache'))
  writeFileSync(join(root, '.cache/install.lock'), String(dead.pid))
  assert.equal((await outcome(start())).code, 7)
})

it('leaves no lock behind when the install fails', async () => {
  writeFileSync(join(npmFolder, 'npm'), '#!/bin/sh\nexit 3', { mode: 0o755 })
  const { stderr, code } = await outcome(start())
  assert.match(stderr, /npm ci ended with 3/)
  assert.equal(code, 1)
  assert.equal(existsSync(join(root, '.cache/install.lock')), false)
})

it('says in one sentence that npm is missing', async () => {
  rmSync(join(npmFolder, 'npm'))
  const { stderr, code } = await outcome(start(npmFolder))
  assert.match(stderr, /npm is missing: install it beside Node\.\n$/)
  assert.equal(code, 1)
})

it('hands a signal on to the script and ends as it does', async () => {
  await outcome(start())
  writeFileSync(
    join(root, 'scripts/stack.ts'),
    `process.on('SIGTERM', () => { console.log('in order'); process.exit(0) }); console.log('up'); setInterval(() => {}, 1000)`,
  )
  const child = start()
  await once(child.stdout, 'readable')
  child.kill('SIGTERM')
  const { stdout, code } = await outcome(child)
  assert.equal(stdout, 'up\nin order\n')
  assert.equal(code, 0)
})

it('dies of the signal that killed the script', async () => {
  writeFileSync(join(root, 'scripts/stack.ts'), `process.kill(process.pid, 'SIGKILL')`)
  assert.equal((await outcome(start())).signal, 'SIGKILL')
})
