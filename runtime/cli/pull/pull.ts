import { CommandFailed } from '../command.ts'
import { patience, tellWarnings } from '../consume/patience.ts'
import { commandCodes } from '../exit-codes.ts'
import { Subscription } from '../subscription.ts'
import { type Asked, readArguments } from './arguments.ts'
import { Pulling } from './pulling.ts'
import { MessageReader } from './read-message.ts'

export { options } from './arguments.ts'

export const usage = `usage: psconnect pull --project ID --subscription ID [--max-messages N] [--ack] [OPTION…]

Prints the messages of a Google Pub/Sub subscription, until none has come for five seconds, whatever they are written in: Avro with the id of its
schema in front or as an attribute, Avro files, JSON, text, bytes. It uses the application default credentials; PUBSUB_EMULATOR_HOST names
an emulator. A message that cannot be read has a line on standard error, and the command ends with 1.

Without --ack messages are given back when it ends, which Pub/Sub counts as an attempt to deliver them.

  --max-messages N        end after so many messages; without it and --ack, after 1000
  --timeout-ms N          end when so many milliseconds bring no message; 5000 unless said
  --ack                   acknowledge what has been printed: nobody gets it again
  --registry URL          where schemas are, or file:DIR, as psconnect registry sync keeps them
  --property KEY=VALUE    how to log in there, and other keys of the converter avro; may hold \${env:NAME}
  --format json           each message as a line of JSON, as sinks write it: bytes in base64; the default
           pretty         for people: over several lines, with what is long shortened
           summary        a line each: time of publishing, place in Kafka or id of the message, size, schema
           raw            the data as it is, nothing between
  --fields A,B.C          with summary: these fields, too
  --save DIR              keep the data of each message in a file of this folder
  --cutouts               with --save: and the cutouts of Rubin's alerts, as FITS files

example: psconnect pull --project my-project --subscription alerts --max-messages 10 --registry https://schemas.example.org \\
           --format summary --fields alertId,diaSource.psfFlux`

export async function run(args: readonly string[], signal: AbortSignal): Promise<number> {
  const asked = readArguments(args)
  const over = new AbortController()
  const registry = patience(problem => over.abort(problem))
  const stop = AbortSignal.any([signal, over.signal])
  const { retrying } = registry
  const reader = new MessageReader(asked.properties, { log: tellWarnings(registry), signal: stop, retrying })
  const { project, subscription: id } = asked
  const subscription = new Subscription({ project, id })
  const pulling = new Pulling(asked, subscription, reader)
  try {
    await pulling.run(stop)
  } finally {
    await reader.close()
    await pulling.close().finally(() => subscription.close())
  }
  return conclude(asked, pulling)
}

function conclude({ project, subscription, acknowledge, save }: Asked, { shown, failed }: Pulling): number {
  const name = `${project}/${subscription}`
  if (shown + failed === 0) throw new CommandFailed(`${name} has no message now, or others have been lent all`)
  const what = `${shown} ${shown === 1 ? 'message' : 'messages'} of ${name}`
  const kept = save === undefined ? '' : `, kept in ${save}`
  const unread = failed === 0 ? '' : `; ${failed} more could not be read, and ${failed === 1 ? 'is' : 'are'} given back`
  console.error(`${what}${acknowledge ? ', acknowledged' : ', given back'}${kept}${unread}`)
  return failed > 0 ? commandCodes.failed : commandCodes.done
}
