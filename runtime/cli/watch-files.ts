import { readFile } from 'node:fs/promises'
import type { Logger } from '../api/context.ts'
import { pause } from '../commit/waiting.ts'
import { reasonOf } from '../telemetry/log-record.ts'
import type { Worker } from '../worker/worker.ts'

const everyMs = 500

/** A connector and the file that its configuration is in. */
export interface ConnectorFile {
  readonly name: string
  readonly file: string
  /** What it held before its configuration was read: so that no change is missed. Undefined: it could not be read. */
  readonly text: string | undefined
}

export interface Follower {
  readonly worker: Pick<Worker, 'reread'>
  readonly log: Logger
}

/** What a file held when it was last looked at, and the last that was acted upon. */
interface Sight {
  readonly connector: ConnectorFile
  seen: string | undefined
  followed: string | undefined
}

/**
 * Lets connectors follow their files until `signal` aborts. It looks again and again, as not every file system tells of changes, and
 * files come by being renamed, too. What is found counts once it is found twice: it may still be being written.
 */
export async function watchFiles(
  files: readonly ConnectorFile[],
  follower: Follower,
  signal: AbortSignal,
): Promise<void> {
  const sights = files.map((connector): Sight => ({ connector, seen: connector.text, followed: connector.text }))
  while (sights.length > 0 && !signal.aborted) {
    await pause(everyMs, signal)
    for (const sight of sights) {
      const { seen } = sight
      sight.seen = await readText(sight.connector.file)
      if (sight.seen === sight.followed || sight.seen !== seen || signal.aborted) continue
      sight.followed = sight.seen
      await follow(sight, follower)
    }
  }
}

async function follow({ connector: { name, file }, seen }: Sight, { worker, log }: Follower): Promise<void> {
  const where = { connector: name }
  if (seen === undefined) return log.warn(where, `${file} cannot be read any more: connector ${name} stays as it is`)
  try {
    await worker.reread(name, file)
    log.info(where, `${file} has changed: connector ${name} goes on with its new configuration`)
  } catch (error) {
    log.error(where, `${file} has changed, but connector ${name} stays as it is: ${reasonOf(error)}`)
  }
}

export const readText = (file: string): Promise<string | undefined> => readFile(file, 'utf8').catch(() => undefined)
