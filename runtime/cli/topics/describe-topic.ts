import { type ConnectionOptions, type PartitionState, TopicAdmin, type TopicSetting } from '@psconnect/client-kafka'
import { ConnectError } from '../../api/errors.ts'
import { columns } from '../columns.ts'
import { CommandFailed } from '../command.ts'
import { recordsIn } from './records-in.ts'

/** A topic's partitions and settings, as text or as JSON. */
export async function describeTopic(topic: string, connection: ConnectionOptions, json: boolean): Promise<string> {
  await using admin = await TopicAdmin.open(connection, topic)
  const [found] = await admin.topics()
  if (!found) throw new CommandFailed(`there is no topic ${topic}, or this user may not see it`)
  const { partitions } = found
  const settings = await visibleSettings(admin, topic)
  if (json)
    return JSON.stringify(
      { topic, records: recordsIn(partitions), partitions: partitions.map(plain), settings },
      null,
      2,
    )
  return [headline(topic, partitions), columns([heading, ...partitions.map(row)]), ...settingLines(settings)].join(
    '\n\n',
  )
}

/** Null where this user may not see them, which is told. */
async function visibleSettings(admin: TopicAdmin, topic: string): Promise<readonly TopicSetting[] | null> {
  try {
    return await admin.settings(topic)
  } catch (error) {
    if (!ConnectError.is(error)) throw error
    console.error(error.message)
    return null
  }
}

function headline(topic: string, partitions: readonly PartitionState[]): string {
  const records = recordsIn(partitions)?.toLocaleString('en') ?? 'unknown'
  return `${topic}: ${partitions.length} ${partitions.length === 1 ? 'partition' : 'partitions'}, records: ${records}`
}

const heading = ['PARTITION', 'LEADER', 'REPLICAS', 'IN SYNC', 'FIRST', 'NEXT', 'RECORDS']

const row = ({ partition, leader, replicas, inSync, offsets }: PartitionState): string[] => [
  `${partition}`,
  `${leader ?? 'none'}`,
  replicas.join(','),
  inSync.join(','),
  ...(offsets ? [offsets.start, offsets.end, offsets.end - offsets.start] : ['unknown', '', '']).map(String),
]

const plain = ({ offsets, ...partition }: PartitionState) => ({
  ...partition,
  offsets: offsets && { first: Number(offsets.start), next: Number(offsets.end) },
})

function settingLines(settings: readonly TopicSetting[] | null): readonly string[] {
  if (!settings) return []
  const rows = settings.map(({ name, value, from }) => [name, from, value ?? '[hidden]'])
  return [columns([['SETTING', 'FROM', 'VALUE'], ...rows])]
}
