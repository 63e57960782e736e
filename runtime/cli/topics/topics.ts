import { clientProblems, connectionKeys, connectionOptions, consumerKeys } from '@psconnect/client-kafka'
import { UsageError } from '../command.ts'
import { commandCodes } from '../exit-codes.ts'
import { readClientConfig } from '../read-client-config.ts'
import { type Options, readOptions } from '../read-options.ts'
import { wholeNumber } from '../whole-number.ts'
import { awaitTopic } from './await-topic.ts'
import { describeTopic } from './describe-topic.ts'
import { listTopics } from './list-topics.ts'

export const usage = `usage: psconnect topics [--bootstrap-server HOST:PORT] [--command-config FILE] [OPTION…]

Shows the topics of a Kafka cluster that a user may see, and changes nothing. FILE is the configuration of a Java client, such as
admin.properties: how to log in, and bootstrap.servers unless the option says it.

  --list             names, partitions and records of all topics; what is done without an option
  --describe TOPIC   the partitions of a topic with their brokers and offsets, and its settings
  --wait TOPIC       end as soon as the topic exists: waits for it, and for brokers that do not answer yet
  --timeout-ms N     with --wait: for so many milliseconds at most
  --json             as JSON

Records are counted by their offsets: of a topic that is compacted or has transactions there are fewer.

example: psconnect topics --command-config admin.properties --wait alerts --timeout-ms 600000`

export const options = {
  'bootstrap-server': { type: 'string' },
  'command-config': { type: 'string' },
  list: { type: 'boolean' },
  describe: { type: 'string' },
  wait: { type: 'string' },
  'timeout-ms': { type: 'string' },
  json: { type: 'boolean', default: false },
} satisfies Options

export async function run(args: readonly string[], signal: AbortSignal): Promise<number> {
  const { values } = readOptions({
    args: [...args],
    options,
  })
  const { list, describe, wait, json } = values
  if ([list, describe, wait].filter(each => each !== undefined).length > 1)
    throw new UsageError('of --list, --describe and --wait only one can be done at a time')
  const limitMs = wholeNumber('--timeout-ms', values['timeout-ms'])
  if (limitMs !== undefined && wait === undefined) throw new UsageError('--timeout-ms limits what --wait waits')
  const connection = connectionOptions(await readAdminConfig(values['bootstrap-server'], values['command-config']))
  if (wait !== undefined) console.log(await awaitTopic(wait, { connection, json, limitMs, signal }))
  else if (describe === undefined) console.log(await listTopics(connection, json))
  else console.log(await describeTopic(describe, connection, json))
  return commandCodes.done
}

const keys = { ...connectionKeys, 'metadata.max.age.ms': consumerKeys['metadata.max.age.ms'] }

const readAdminConfig = (brokers: string | undefined, file: string | undefined) =>
  readClientConfig(
    { config: keys, validate: clientProblems },
    {
      subject: 'a Kafka client',
      file,
      options: [{ key: 'bootstrap.servers', option: '--bootstrap-server', text: brokers }],
    },
  )
