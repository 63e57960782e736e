// What `npm run ...` starts, on whatever Node the machine has: it installs what is missing and goes on with the Node
// that is installed here. Written for Node 12, so that an older Node gets a sentence instead of a syntax error.
import { spawn, spawnSync } from 'child_process'
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'fs'
import { delimiter, dirname, join } from 'path'
import { fileURLToPath } from 'url'

const commands = {
  demo: ['demo.ts'],
  test: ['test.ts'],
  check: ['test.ts', '--unit'],
  stack: ['stack.ts'],
  build: ['build.ts'],
  bench: ['../bench/bench.ts'],
  alerts: ['alerts.ts'],
}

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const binFolder = join(root, 'node_modules', '.bin')
const lockFile = join(root, '.cache', 'install.lock')

const main = () => {
  const [name, ...args] = process.argv.slice(2)
  const command = commands[name]
  if (command === undefined) give(`Name one of: ${Object.keys(commands).join(', ')}.`)
  if (Number(process.versions.node.split('.')[0]) < 20)
    give(`Node 20 or newer is needed, and this is ${process.version}: install one from https://nodejs.org.`)
  if (!isInstalled()) withLock(install)
  goOn(command, args)
}

/** Whether node_modules holds what package-lock.json says; npm writes its own list of it when an install is complete. */
const isInstalled = () => {
  const listed = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(join(binFolder, 'node')) || !existsSync(listed)) return false
  const found = readPackages(listed)
  const wanted = Object.entries(readPackages(join(root, 'package-lock.json'))).filter(([path]) => path !== '')
  return wanted.every(([path, { optional, version, integrity }]) => {
    const there = found[path]
    if (there === undefined) return optional === true
    return there.version === version && there.integrity === integrity
  })
}

const readPackages = file => JSON.parse(readFileSync(file, 'utf8')).packages

const install = () => {
  if (isInstalled()) return
  say('installing packages (npm ci) ...')
  const { error, status, signal } = spawnSync('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd: root,
    // Standard output belongs to the command. And npm must not run on the Node that it is about to replace.
    stdio: ['ignore', 2, 2],
    env: { ...process.env, PATH: searchPath().join(delimiter) },
  })
  if (error) give(error.code === 'ENOENT' ? 'npm is missing: install it beside Node.' : `npm ci: ${error.message}`)
  if (status !== 0) give(`npm ci ended with ${signal || status}.`)
  if (!isInstalled())
    give(
      'npm ci did not install Node 24: its install script must run, so mend this: npm config set ignore-scripts false',
    )
}

const searchPath = () => (process.env.PATH || '').split(delimiter).filter(folder => folder !== binFolder)

/** Two installs in one folder would tear down each other's node_modules. */
const withLock = work => {
  takeLock()
  process.on('exit', releaseLock)
  work()
  releaseLock()
  process.removeListener('exit', releaseLock)
}

const releaseLock = () => unlinkSync(lockFile)

const takeLock = () => {
  mkdirSync(dirname(lockFile), { recursive: true })
  const own = `${lockFile}.${process.pid}`
  writeFileSync(own, String(process.pid))
  let waitsFor
  // A link appears with its content at once, or not at all.
  while (!tryLink(own, lockFile)) {
    const owner = readOwner()
    if (owner !== undefined && !isAlive(owner)) unlinkSync(lockFile)
    else if (owner !== undefined && owner !== waitsFor) say(`waiting for the install of process ${owner} (${lockFile})`)
    waitsFor = owner
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300)
  }
  unlinkSync(own)
}

const tryLink = (from, to) => {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

/** Nobody, when it was released just now. */
const readOwner = () => {
  try {
    return Number(readFileSync(lockFile, 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

const isAlive = pid => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

const goOn = ([script, ...fixed], args) => {
  const options = ['-C', 'psconnect-source', join(root, 'scripts', script), ...fixed, ...args]
  const child = spawn(join(binFolder, 'node'), options, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: [binFolder, ...searchPath()].join(delimiter) },
  })
  // Ctrl-C reaches the child from the terminal; twice would mean to it that it must not end in order.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', error => give(error.message))
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}

const say = message => process.stderr.write(`psconnect: ${message}\n`)

const give = message => {
  say(message)
  process.exit(1)
}

main()
