import { commandCodes } from '../exit-codes.ts'
import { type Asked, readArguments } from './arguments.ts'
import { openConverter } from './open-converter.ts'
import { openReading } from './open-reading.ts'
import { patience, tellWarnings } from './patience.ts'
import { type Counts, printRecords } from './print-records.ts'
import { showRecord } from './show-record.ts'

export { options } from './arguments.ts'

export const usage = `usage: psconnect consume [--bootstrap-server HOST:PORT] [--consumer.config FILE] --topic TOPIC [OPTION…]

Prints the records of a topic, those written from now on, until Ctrl-C. FILE is the configuration of a Java consumer: how to log in, and
bootstrap.servers unless the option says it. Avro is read with the schemas that a registry has under the ids in the records, whatever their subjects are
called. A record that cannot be read has a line on standard error, and the command ends with 1.

Without --group no consumer group is joined: nobody is disturbed, and no right to a group is needed. Nothing is committed without --commit.

  --from-beginning        also what is there already
  --partition P           this partition alone
  --offset O              with --partition: from this offset, earliest or latest
  --offset P:O            this partition alone, from this offset; may be given for several
  --group NAME            join this group, from where it has committed, and share the partitions with its members
  --commit                with --group: commit what has been printed
  --max-messages N        end after so many records
  --timeout-ms N          end when so many milliseconds bring no record
  --property KEY=VALUE    schema.registry.url, how to log in there, and other keys of the converter avro; may hold \${env:NAME}
  --format json           the value of each record as a line of JSON, as sinks write it: bytes in base64; the default
           pretty         for people: over several lines, with what is long shortened
           summary        a line each: time, place, size, schema
           raw            the bytes as they are, nothing between them
  --fields A,B.C          with summary: these fields, too

example: psconnect consume --consumer.config consumer.properties --bootstrap-server kafka.example.org:9094 --topic alerts \\
           --property schema.registry.url=https://schemas.example.org --format summary --fields alertId,diaSource.psfFlux`

export async function run(args: readonly string[], signal: AbortSignal): Promise<number> {
  const asked = readArguments(args)
  const over = new AbortController()
  const registry = patience(problem => over.abort(problem))
  const log = tellWarnings(registry)
  const converter = await openConverter(asked, { log, signal: over.signal, retrying: registry.retrying })
  const reading = await openReading(asked, log)
  const idle = asked.timeoutMs === undefined ? undefined : setTimeout(() => over.abort(enough), asked.timeoutMs)
  const stop = () => over.abort(enough)
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  const counts: Counts = { read: 0, failed: 0 }
  const { maxRecords } = asked
  const printing = { reading, converter, show: showRecord(asked), maxRecords, arrived: () => void idle?.refresh() }
  try {
    await printRecords(printing, counts, over.signal)
    if (over.signal.aborted) throw over.signal.reason
  } catch (error) {
    if (over.signal.reason !== enough) throw over.signal.aborted ? over.signal.reason : error
  } finally {
    clearTimeout(idle)
    await reading.close()
  }
  return conclude(asked, counts, signal)
}

/** Why reading ends where nothing is wrong. */
const enough = new Error('enough was read')

function conclude({ topic, maxRecords }: Asked, { read, failed }: Counts, signal: AbortSignal): number {
  const unread = failed === 0 ? '' : `, ${failed} of which could not be read`
  console.error(`${read} ${read === 1 ? 'record' : 'records'} of ${topic}${unread}`)
  if (failed > 0) return commandCodes.failed
  return signal.aborted && maxRecords !== Number.POSITIVE_INFINITY ? commandCodes.interrupted : commandCodes.done
}
