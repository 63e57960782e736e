import { readArguments } from './arguments.ts'
import { ConverterRun } from './converter-run.ts'
import { readPayloads } from './payloads.ts'
import { watch } from './watch.ts'

export const usage = `usage: psconnect convert --converter NAME [--set KEY=VALUE]… [OPTION…] --file FILE…
       psconnect convert --converter NAME [--set KEY=VALUE]… [OPTION…] --kafka WORKER TOPIC:PARTITION:OFFSET[:COUNT]
       psconnect convert --converter NAME [--set KEY=VALUE]… [OPTION…] --subscription PROJECT/SUBSCRIPTION[:COUNT]

Shows what a converter makes of payloads or, where it cannot read one, why, with the bytes around the place. Ends with 1 if it could not read
one of them.

  --converter NAME      a built-in converter, or the path of one: ./my-converter.ts
  --set KEY=VALUE       a key of its configuration, as in a file behind value.converter.; may hold \${env:NAME}
  --file FILE…          each file is one payload, as it is; a folder stands for the files in it
  --kafka WORKER …      records of a topic, read with the consumer's settings of a worker file; no group is joined, nothing committed
  --subscription …      messages of Google Pub/Sub, given back at once, not acknowledged; PUBSUB_EMULATOR_HOST names an emulator
  --schema              show the schema of each value, too
  --json                a line of JSON for each payload, with nothing shortened
  --time                measure how long converting takes, for a second
  --watch               do all again when a file of the converter, or one with payloads, is saved

example: psconnect convert --converter ./my-converter.ts --set delimiter=';' --file samples --watch`

export async function run(args: readonly string[], signal: AbortSignal): Promise<number> {
  const { source, watch: watching, ...asked } = readArguments(args)
  if (watching) return watch(asked, source, signal)
  const payloads = await readPayloads(source, signal)
  const started = new ConverterRun({ asked, payloads })
  signal.addEventListener('abort', () => started.stop())
  return started.ended
}
