import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, globSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'

/** `npm run build`: JavaScript and declarations of each workspace in its own dist/, which is what gets packed. */

const build = (): void => {
  rmSync('.build', { recursive: true, force: true })
  const { status } = spawnSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' })
  if (status !== 0) throw new Error('build: tsc found problems.')
  const workspaces = listWorkspaces()
  for (const workspace of workspaces) {
    const dist = join(workspace, 'dist')
    rmSync(dist, { recursive: true, force: true })
    renameSync(join('.build', workspace), dist)
    copyAssets(workspace, dist)
  }
  rmSync('.build', { recursive: true })
  console.log(`built ${workspaces.map(workspace => join(workspace, 'dist')).join(', ')}`)
}

const listWorkspaces = (): string[] => {
  const { workspaces } = JSON.parse(readFileSync('package.json', 'utf8')) as { workspaces: string[] }
  return globSync(workspaces).filter(folder => existsSync(join(folder, 'package.json')))
}

/** What the sources read or import beside TypeScript, and what they copy. bin/ is packed as it stands. */
const copyAssets = (workspace: string, dist: string): void => {
  const patterns = ['**/*.{json,mjs,proto,html,d.ts}', '**/templates/**/*.*']
  const assets = globSync(
    patterns.map(pattern => join(workspace, pattern)),
    {
      exclude: path => /(^|\/)(node_modules|dist|bin|package\.json)(\/|$)/.test(path),
    },
  )
  for (const asset of assets) cpSync(asset, join(dist, relative(workspace, asset)))
}

build()
