import { readArguments } from './arguments.ts'
import { ConverterRun } from './converter-run.ts'
import { readPayloads } from './payloads.ts'
import { watch } from './watch.ts'

export { options } from './arguments.ts'

export const usage = `usage: psconnect convert --converter NAME [--set KEY=VALUE]… [OPTION…] --file FILE…
       psconnect convert --converter NAME [--set KEY=VALUE]… [OPTION…] --kafka WORKER TOPIC:PARTITION:OFFSET[:COUNT]
       psconnect convert --converter NAME [--set KEY=VALUE]… [OPTION…] --subscription PROJECT/SUBSCRIPTION[:COUNT]

Shows what a converter makes of payloads: as JSON, with bytes and long lists shortened. Where it cannot read one, shows its error and the
bytes around the place, if the error says where: new ConnectError('RECORD_UNREADABLE', why, { position }). Ends with 1 if one of them could
not be read. The converter runs in a process of its own.

  --converter NAME      a built-in converter, or the path of one: ./my-converter.ts
  --set KEY=VALUE       a key of its configuration, as in a file behind value.converter.; may hold \${env:NAME}
  --file FILE…          each file is one payload, as it is; a folder stands for the files in it
  --kafka WORKER …      values of records, read with the consumer's settings of a worker file; no group is joined, nothing committed
  --subscription …      messages of Google Pub/Sub, given back at once, not acknowledged, which counts as an attempt to deliver them;
                        PUBSUB_EMULATOR_HOST names an emulator
  --schema              show the schema of each value, too; ? stands behind what may be null
  --json                a line for each payload, with nothing shortened: {"payload":…,"value":…} or {"payload":…,"error":…}
  --time                measure how long converting takes, for a second, after half a second to warm up
  --watch               do it again whenever a file of the converter, or one with payloads, is saved; ends at Ctrl-C

example: psconnect convert --converter ./my-converter.ts --set delimiter=';' --file samples --watch`

export async function run(args: readonly string[], signal: AbortSignal): Promise<number> {
  const { source, watch: watching, ...asked } = readArguments(args)
  if (watching) return watch(asked, source, signal)
  const payloads = await readPayloads(source, signal)
  const started = new ConverterRun({ asked, payloads })
  signal.addEventListener('abort', () => started.stop())
  return started.ended
}
