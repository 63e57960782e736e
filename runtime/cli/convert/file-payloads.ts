import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { whyUnreadable } from '../../config/why-unreadable.ts'
import { CommandFailed } from '../command.ts'
import type { Payload } from './payloads.ts'

/** What converters are told that payloads of files come from. */
const topic = 'file'

/** Each file is one payload, as it is. */
export async function readFiles(paths: readonly string[]): Promise<readonly Payload[]> {
  const files = (await Promise.all(paths.map(filesAt))).flat()
  return Promise.all(files.map(async name => ({ name, topic, bytes: await reading(name, () => readFile(name)) })))
}

/** The file itself or, in a folder, all that are in it. */
export const filesAt = (path: string): Promise<readonly string[]> =>
  reading(path, async () => {
    if (!(await stat(path)).isDirectory()) return [path]
    const entries = await readdir(path, { withFileTypes: true })
    const files = entries
      .filter(entry => entry.isFile() && !entry.name.startsWith('.'))
      .map(({ name }) => join(path, name))
    if (files.length === 0) throw new CommandFailed(`${path} is a folder without files`)
    return files.toSorted()
  })

async function reading<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    throw error instanceof CommandFailed ? error : new CommandFailed(`${path} cannot be read: ${whyUnreadable(error)}`)
  }
}
