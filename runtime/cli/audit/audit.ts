import { commandCodes } from '../exit-codes.ts'
import { Subscription } from '../subscription.ts'
import { type Asked, readArguments } from './arguments.ts'
import { Arrivals } from './arrivals.ts'
import { type AuditedConnector, readConnector } from './audited-connector.ts'
import { expectedPartitions } from './expected.ts'
import { explainGaps } from './explain-gaps.ts'
import { createOwn, requireOwn } from './own-subscription.ts'
import { receive } from './receive.ts'
import { conclusion, type Findings, notes, reportJson, reportLines } from './report.ts'

export { options } from './arguments.ts'

export const usage = `usage: psconnect audit WORKER CONNECTOR --subscription ID --create
       psconnect audit WORKER CONNECTOR --subscription ID [--since TIME] [--timeout-ms N] [--json]

Proves that records have been delivered: reads from the messages of a subscription which records of Kafka they are, and holds that against what
the connector's group has committed. Of each partition it tells what arrived, what arrived more than once, and what did not: for which
it looks into the dead-letter queue, and at that place into Kafka, without a group. The connector needs metadata.publish=true. It may run meanwhile.

The subscription is the audit's own: --create makes it and ends, and what was published before is never in it. An audit takes messages
and acknowledges them, so each audit is of what has come since the last, also if that was cut short; no other subscription is read.

  --subscription ID   in the project of the connector, whose credentials are used
  --create            make it, with the label psconnect-audit; it keeps messages for seven days
  --since TIME        records with this time and later must all be there, such as 2026-01-31T18:00:00Z; without it, those from the first on that
                      has arrived of each partition
  --timeout-ms N      end when so many milliseconds bring no message; 10000 unless said
  --json              as JSON, with all ranges

Ends with 1 if a record is missing without a reason. What a transform Filter may have dropped has one, and so has what Kafka itself has deleted.

example: psconnect audit worker.properties pubsub-sink.properties --subscription audit --since 2026-01-31T18:00:00Z`

export async function run(args: readonly string[], signal: AbortSignal): Promise<number> {
  const asked = readArguments(args)
  const connector = await readConnector(asked)
  const subscription = new Subscription({ ...connector.place, id: asked.subscription })
  try {
    if (asked.create) return await create(subscription, connector, signal)
    await requireOwn(subscription, connector.topic, signal)
    const findings = await audit(connector, subscription, { asked, signal })
    return show(findings, asked.json)
  } finally {
    subscription.close()
  }
}

async function create(subscription: Subscription, { topic }: AuditedConnector, signal: AbortSignal): Promise<number> {
  await createOwn(subscription, topic, signal)
  console.log(`made ${subscription.name} of ${topic}`)
  console.error(`for records from now on: --since ${new Date().toISOString()}`)
  return commandCodes.done
}

async function audit(
  connector: AuditedConnector,
  subscription: Subscription,
  { asked, signal }: { readonly asked: Asked; readonly signal: AbortSignal },
): Promise<Findings> {
  // Before the messages: what is committed later may not be there yet.
  const expected = await expectedPartitions(connector, asked.since, signal)
  const arrivals = new Arrivals(connector.reads)
  await receive({ subscription, arrivals, timeoutMs: asked.timeoutMs, signal })
  return { connector, arrivals, ...(await explainGaps(connector, { expected, arrivals }, signal)) }
}

function show(findings: Findings, json: boolean): number {
  const { ok, text } = conclusion(findings)
  if (json) console.log(JSON.stringify(reportJson(findings), null, 2))
  else {
    for (const line of reportLines(findings)) console.log(line)
    for (const note of notes(findings)) console.error(note)
    console.error(text)
  }
  return ok ? commandCodes.done : commandCodes.failed
}
