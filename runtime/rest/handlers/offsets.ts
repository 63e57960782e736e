import type { PartitionOffset } from '../../api/source.ts'
import { readMembers, readObject } from '../body-shapes.ts'
import { type Answer, accepted, ok, Refusal, type RestRequest, type RestServices, type Route } from '../exchange.ts'
import { nameIn } from './path-params.ts'

/** What is committed, and which topics were read. */
export const offsetRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/connectors/:connector/offsets',
    handle: async (request, { worker }) => ok({ offsets: await worker.offsets(nameIn(request)) }),
  },
  { method: 'PATCH', path: '/connectors/:connector/offsets', handle: alter },
  {
    method: 'DELETE',
    path: '/connectors/:connector/offsets',
    handle: async (request, { worker }) => {
      await worker.resetOffsets(nameIn(request))
      return ok({ message: 'The offsets for this connector have been reset successfully' })
    },
  },
  { method: 'GET', path: '/connectors/:connector/topics', handle: topics },
  { method: 'PUT', path: '/connectors/:connector/topics/reset', handle: resetTopics },
]

async function alter(request: RestRequest, { worker }: RestServices): Promise<Answer> {
  const { offsets } = readMembers(request.body, ['offsets'])
  if (!Array.isArray(offsets) || offsets.length === 0)
    throw new Refusal(400, 'offsets must be a list that is not empty')
  await worker.alterOffsets(nameIn(request), offsets.map(readOffset))
  return ok({ message: 'The offsets for this connector have been altered successfully' })
}

function readOffset(value: unknown, index: number): PartitionOffset {
  const what = `offsets[${index}]`
  const { partition, offset, ...others } = readObject(value, what)
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) throw new Refusal(400, `${what} has an unknown member ${JSON.stringify(unknown)}`)
  if (offset === undefined) throw new Refusal(400, `${what}.offset is missing; null forgets that of the partition`)
  return {
    partition: readObject(partition, `${what}.partition`),
    offset: offset === null ? null : readObject(offset, `${what}.offset`),
  }
}

function topics(request: RestRequest, { worker, config }: RestServices): Answer {
  if (!config.topicTracking) throw new Refusal(403, 'Topic tracking is disabled.')
  const name = nameIn(request)
  return ok({ [name]: { topics: worker.topics(name) } })
}

function resetTopics(request: RestRequest, { worker, config }: RestServices): Answer {
  if (!config.topicTracking) throw new Refusal(403, 'Topic tracking is disabled.')
  if (!config.topicReset) throw new Refusal(403, 'Topic tracking reset is disabled.')
  worker.resetTopics(nameIn(request))
  return accepted
}
