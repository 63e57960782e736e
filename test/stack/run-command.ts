import { spawnGuarded } from './guard.ts'

/** Runs a command to its end; a failure shows what it printed. */
export const runCommand = (command: readonly string[], cwd: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawnGuarded(command, { cwd, output: 'pipe' })
    child.ref()
    let printed = ''
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', chunk => (printed += String(chunk)))
    child.once('error', reject)
    child.once('close', code => {
      if (code === 0) resolve()
      else
        reject(new Error(`${command[0]} ended with ${code}:\n${printed.trimEnd().split('\n').slice(-20).join('\n')}`))
    })
  })
