import { join, resolve } from 'node:path'
import { styleText } from 'node:util'
import { pause } from '../../commit/waiting.ts'
import { isPath } from '../../config/plugin-lookup.ts'
import { CommandFailed } from '../command.ts'
import { commandCodes } from '../exit-codes.ts'
import type { ConvertArguments, PayloadSource } from './arguments.ts'
import { ConverterRun } from './converter-run.ts'
import { filesAt } from './file-payloads.ts'
import { type Stamps, stampOf } from './file-stamp.ts'
import { nameOrPath } from './name-or-path.ts'
import { type Payload, readPayloads } from './payloads.ts'

const everyMs = 50

/** Runs the converter anew whenever a file of it, or one with payloads, was written; records and messages are read only once. */
export async function watch(asked: ConvertArguments, source: PayloadSource, signal: AbortSignal): Promise<number> {
  const kept = source.kind === 'files' ? undefined : await readPayloads(source, signal)
  while (!signal.aborted) {
    const stamps = await stampsOf(asked, source)
    const run = await begin(asked, () => kept ?? readPayloads(source, signal))
    await untilChanged(() => [...stamps, ...(run?.files ?? [])], signal)
    run?.stop()
    if (process.stdout.isTTY && !asked.json && !signal.aborted) console.clear()
  }
  return commandCodes.done
}

/** Of what is known before the converter runs: also of files that are not there, or cannot be imported. */
async function stampsOf({ converter }: ConvertArguments, source: PayloadSource): Promise<Stamps> {
  const name = nameOrPath(converter)
  const own = isPath(name) ? [resolve(name), join(resolve(name), 'package.json')] : []
  const paths = source.kind === 'files' ? source.paths : []
  const inFolders = await Promise.all(paths.map(path => filesAt(path).catch(() => [])))
  return new Map([...own, ...paths, ...inFolders.flat()].map(file => [file, stampOf(file)]))
}

type Payloads = readonly Payload[]

/** Undefined where there is nothing to run it on, which is told. */
async function begin(
  asked: ConvertArguments,
  payloads: () => Payloads | Promise<Payloads>,
): Promise<ConverterRun | undefined> {
  try {
    const run = new ConverterRun({ asked, payloads: await payloads() })
    void tellEnd(run)
    return run
  } catch (error) {
    tellFailure(error)
    tellWaiting()
    return undefined
  }
}

async function tellEnd(run: ConverterRun): Promise<void> {
  try {
    await run.ended
  } catch (error) {
    if (!run.stopped) tellFailure(error)
  }
  if (!run.stopped) tellWaiting()
}

function tellFailure(error: unknown): void {
  if (!(error instanceof CommandFailed)) throw error
  console.error(styleText('red', error.message, { stream: process.stderr }))
}

function tellWaiting(): void {
  const time = new Date().toTimeString().slice(0, 8)
  console.error(styleText('gray', `${time} waiting for a file to be saved; Ctrl-C ends`, { stream: process.stderr }))
}

/** Resolves when a file was written to the end, as far as can be seen: what is found must be found twice. */
async function untilChanged(
  files: () => Iterable<readonly [file: string, stamp: string]>,
  signal: AbortSignal,
): Promise<void> {
  let seen = ''
  while (!signal.aborted) {
    await pause(everyMs, signal)
    const changed = [...files()]
      .map(([file, stamp]) => [file, stamp, stampOf(file)] as const)
      .filter(([, then, now]) => then !== now)
    const found = changed.map(([file, , now]) => `${file} ${now}`).join('\n')
    if (found !== '' && found === seen) return
    seen = found
  }
}
