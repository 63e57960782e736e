import type { Diagnosis, DiagnosisFinding } from 'psconnect/plugin'
import type { ProducerOptions } from '../topic-producer.ts'
import { connectionSteps, endpointsOf, impatient } from './connection-steps.ts'
import { withCluster } from './reach-brokers.ts'
import { select } from './selected-topics.ts'

type Producing = Pick<ProducerOptions, 'connection' | 'topic'>

/** Walks the way of a producer, and writes nothing. */
export function diagnoseSink({ connection: patient, topic }: Producing): Diagnosis {
  const connection = impatient(patient)
  return {
    endpoints: endpointsOf(connection),
    steps: [
      ...connectionSteps(connection),
      { name: 'topic', needs: ['brokers'], run: () => lookAtTopic({ connection, topic }) },
    ],
  }
}

/** The right to write shows only to whoever writes. */
function lookAtTopic({ connection, topic }: Producing): Promise<DiagnosisFinding> {
  return withCluster(connection, async cluster => {
    const { missing } = await select(cluster, { topics: [topic], isolation: 'read_uncommitted' })
    if (missing.length === 0) return { outcome: 'ok', text: `${topic} exists; the right to write to it was not tried` }
    return {
      outcome: 'unknown',
      text: `${topic} does not exist, or this user may not see it: a connector would make it`,
    }
  })
}
