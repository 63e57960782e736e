import { open, readdir, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { TaskIdentity } from 'psconnect/plugin'
import { parseName } from './names.ts'

/**
 * Completes what an earlier run has left open, without the half line that a crash may have left at its end: its record was never
 * acknowledged, so it comes again. Where there were more tasks then, those that are left share the files. Returns the number of the next.
 */
export async function finishLeftovers(directory: string, task: TaskIdentity): Promise<number> {
  let next = 0
  for (const file of await readdir(directory)) {
    const name = parseName(file, task)
    if (!name) continue
    if (name.task === task.index) next = Math.max(next, name.number + 1)
    if (!name.complete && name.task % task.count === task.index) await finish(join(directory, file))
  }
  await syncFolder(directory)
  return next
}

async function finish(path: string): Promise<void> {
  const length = await cutHalfLine(path)
  if (length === 0) await unlink(path)
  else await rename(path, path.replace(/\.part$/, ''))
}

const newline = 10
const step = 64 * 1024

/** Returns how long the file is then. */
async function cutHalfLine(path: string): Promise<number> {
  const file = await open(path, 'r+')
  try {
    let end = (await file.stat()).size
    let at = -1
    for (; end > 0 && at === -1; end -= at === -1 ? Math.min(step, end) : 0) {
      const start = Math.max(end - step, 0)
      const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start)
      at = buffer.subarray(0, bytesRead).lastIndexOf(newline)
      if (at !== -1) at += start
    }
    await file.truncate(at + 1)
    await file.sync()
    return at + 1
  } finally {
    await file.close()
  }
}

/** A name that was given to a file is on disk only with its folder. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
