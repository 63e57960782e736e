import type { Diagnosis } from 'psconnect/plugin'
import { connectionSteps, endpointsOf, impatient } from './connection-steps.ts'
import type { Consuming } from './consuming.ts'
import { lookAtGroup } from './look-at-group.ts'
import { readRecord } from './read-record.ts'
import { lookAtTopics } from './selected-topics.ts'

/** Walks the way of a consumer, without joining its group. */
export function diagnoseSource(asked: Consuming): Diagnosis {
  const connection = impatient(asked.connection)
  const consuming = { ...asked, connection }
  return {
    endpoints: endpointsOf(connection),
    steps: [
      ...connectionSteps(connection),
      { name: 'topics', needs: ['brokers'], run: () => lookAtTopics(consuming) },
      {
        name: 'group',
        needs: ['brokers'],
        remedy: 'ask for READ on the group, or choose another group.id',
        run: () => lookAtGroup(consuming),
      },
      {
        name: 'record',
        needs: ['topics'],
        remedy: 'ask for READ on the topic',
        run: signal => readRecord(consuming, signal),
      },
    ],
  }
}
