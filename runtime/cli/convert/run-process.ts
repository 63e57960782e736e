import { enableCompileCache } from 'node:module'
import { serveHostApi } from '../../plugin-loader/host-api.ts'
import type { FromRun, ToRun } from './converter-run.ts'

// The process in which a converter runs: a new one each time, so that all that has changed is read anew.
enableCompileCache()
serveHostApi()
const { CommandFailed } = await import('../command.ts')
const { commandCodes } = await import('../exit-codes.ts')
const { stampOf } = await import('./file-stamp.ts')
const { tellImports } = await import('./own-modules.ts')
const { convertPayloads } = await import('./convert-payloads.ts')

process.stdout.on('error', () => process.exit(commandCodes.unread))
// Whoever has started it is gone.
process.once('disconnect', () => process.exit(commandCodes.interrupted))
process.once('message', (order: ToRun) => void run(order))

async function run(order: ToRun): Promise<void> {
  tellImports(file => send({ kind: 'imports', file, stamp: stampOf(file) }))
  const last = await convert(order)
  // What the converter has left open keeps the process from ending by itself. What it has written and nobody has read yet would be lost.
  process.stdout.write('', () => process.stderr.write('', () => send(last, () => process.exit())))
}

async function convert({ asked, payloads }: ToRun): Promise<FromRun> {
  try {
    // Whoever has it run ends the whole process.
    return { kind: 'ended', code: await convertPayloads(asked, payloads, new AbortController().signal) }
  } catch (error) {
    if (error instanceof CommandFailed) return { kind: 'failed', message: error.message }
    throw error
  }
}

const send = (message: FromRun, then: () => void = () => undefined): unknown => process.send?.(message, then)
