import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runCommand } from '../test/stack/run-command.ts'
import type { Program } from './program.ts'

/** Builds and packs this checkout and installs the tarballs into the folder, as a user does. */
export const installPsconnect = async (folder: string, caFile: string): Promise<Program> => {
  console.error('bench: building and packing ...')
  await runCommand([process.execPath, '-C', 'psconnect-source', 'scripts/build.ts'], '.')
  await runCommand(['npm', 'pack', '--workspaces', '--silent', '--pack-destination', folder], '.')
  await writeFile(join(folder, 'package.json'), '{ "private": true }')
  const tarballs = globSync('*.tgz', { cwd: folder }).map(file => `./${file}`)
  const install = ['npm', 'install', '--prefer-offline', '--no-fund', '--no-audit', '--loglevel=error']
  await runCommand([...install, ...tarballs], folder)
  const bin = join(folder, 'node_modules', 'psconnect', 'bin', 'connect-standalone.mjs')
  return {
    name: 'psconnect',
    command: (worker, connector) => [process.execPath, bin, worker, connector],
    env: { NODE_EXTRA_CA_CERTS: caFile, PUBSUB_EMULATOR_HOST: '', NODE_COMPILE_CACHE: join(folder, 'compile-cache') },
    workerLines: [],
    can: () => true,
    ready: /Reads \d+ partition/,
    fatal: /task has failed/,
  }
}

/** The commit that is measured, with a plus where files that are packed differ from it. */
export const commitOf = (): string => {
  const changed = git('status', '--porcelain', '--', 'runtime', 'clients', 'plugins')
  return `${git('rev-parse', '--short', 'HEAD')}${changed === '' ? '' : '+'}`
}

const git = (...args: string[]): string => spawnSync('git', args, { encoding: 'utf8' }).stdout.trim()
