import { type ConnectionOptions, TopicAdmin } from '@psconnect/client-kafka'
import { columns } from '../columns.ts'
import { recordsIn } from './records-in.ts'

/** All topics, a line each, or as JSON. */
export async function listTopics(connection: ConnectionOptions, json: boolean): Promise<string> {
  await using admin = await TopicAdmin.open(connection)
  const topics = (await admin.topics()).map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.length,
    records: recordsIn(partitions),
  }))
  if (json) return JSON.stringify(topics, null, 2)
  const rows = topics.map(({ topic, partitions, records }) => [topic, `${partitions}`, `${records ?? 'unknown'}`])
  return columns([['TOPIC', 'PARTITIONS', 'RECORDS'], ...rows])
}
