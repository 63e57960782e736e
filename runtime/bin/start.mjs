// Every Node back to 14 must be able to read this file, to say which one is needed.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module, { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Runs a program of ../cli, on a newer Node where this one is too old. */
export function start(program) {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 22)) run(program)
  else goOnWith(newerNode(), program)
}

function run(program) {
  module.enableCompileCache()
  const inCheckout = !import.meta.url.includes('/node_modules/')
  void import(inCheckout ? `../cli/${program}.ts` : `../dist/cli/${program}.js`)
}

/** The program of the package `node`, from the folder of the user or from beside this file. */
function newerNode() {
  for (const from of [join(process.cwd(), 'package.json'), fileURLToPath(import.meta.url)]) {
    try {
      const path = join(dirname(createRequire(from).resolve('node/package.json')), 'bin', 'node')
      if (existsSync(path)) return path
    } catch {
      // Not there; look in the next place.
    }
  }
  return undefined
}

function goOnWith(node, program) {
  if (node === undefined) {
    process.stderr.write(
      `${program} needs Node 22.22 or newer and this is ${process.version}; put one beside it with: npm install node@24\n`,
    )
    process.exit(1)
  }
  // In a process group of its own, so that a Ctrl-C, which a terminal sends to the whole group, arrives once: by way of this process.
  // The channel tells the child when this process is gone.
  const child = spawn(node, process.argv.slice(1), { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], detached: true })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}
