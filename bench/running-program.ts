import type { ChildProcess } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { alertSchemaId, alertSchemaText } from '../test/fixtures/alerts/index.ts'
import { type GuardedFolder, makeGuardedFolder, spawnGuarded } from '../test/stack/guard.ts'
import { type ProcessFigures, readProcess } from './proc.ts'
import { connectorFile, type Job, type Program, workerFile } from './program.ts'
import { SCHEMA_FOLDER } from './works.ts'

const STOP_LIMIT_MS = 30_000

/** A program at work. It ends with this process at the latest. */
export class RunningProgram {
  /** In milliseconds since 1970. */
  readonly startedAt: number
  readonly #child: ChildProcess
  readonly #folder: GuardedFolder
  readonly #ended: Promise<void>

  private constructor(child: ChildProcess, folder: GuardedFolder, startedAt: number) {
    this.#child = child
    this.#folder = folder
    this.startedAt = startedAt
    this.#ended = new Promise((resolve, reject) => {
      child.once('exit', () => resolve())
      child.once('error', reject)
    })
    this.#ended.catch(() => {})
  }

  static async start(program: Program, job: Job, credentials: string): Promise<RunningProgram> {
    const folder = await makeGuardedFolder(tmpdir(), 'psconnect-bench-run-')
    writeFiles(folder.path, {
      'worker.properties': workerFile(job, program),
      'connector.properties': connectorFile(job),
      'key.json': credentials,
      [join(SCHEMA_FOLDER, `${alertSchemaId}.avsc`)]: alertSchemaText,
    })
    const output = openSync(join(folder.path, LOG), 'a')
    const startedAt = performance.timeOrigin + performance.now()
    const child = spawnGuarded(program.command('worker.properties', 'connector.properties'), {
      cwd: folder.path,
      output,
      env: program.env,
    })
    closeSync(output)
    child.ref()
    return new RunningProgram(child, folder, startedAt)
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null && this.#child.pid !== undefined
  }

  get figures(): ProcessFigures | undefined {
    return this.#child.pid === undefined ? undefined : readProcess(this.#child.pid)
  }

  get log(): string {
    return readFileSync(join(this.#folder.path, LOG), 'utf8')
  }

  /** As an operator stops it, or at once where it does not listen. */
  async stop(): Promise<void> {
    if (this.running) {
      const kill = setTimeout(() => this.#child.kill('SIGKILL'), STOP_LIMIT_MS)
      this.#child.kill('SIGTERM')
      await this.#ended
      clearTimeout(kill)
    }
    await this.#folder.remove()
  }
}

const LOG = 'output.log'

const writeFiles = (folder: string, files: Readonly<Record<string, string>>): void => {
  mkdirSync(join(folder, SCHEMA_FOLDER))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
}
