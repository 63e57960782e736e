import { int, string } from '../api/config-spec.ts'
import { errorSpec } from './error-spec.ts'
import { nameList } from './transform-spec.ts'

/** A connector's own keys. The rest of its file goes to its parts: see key-prefixes.ts. */
export const connectorSpec = {
  name: string({
    doc: 'Name of the connector, unique in the worker. Its consumer group is connect-<name> unless group.id says otherwise.',
    importance: 'high',
    problem: name => {
      if (name === '') return 'must not be empty'
      return /\p{Cc}/u.test(name) ? 'must not contain control characters' : undefined
    },
  }),
  'connector.class': string({
    doc: 'The sink: its short name, the Java class name that Kafka Connect knows it by (in full, without the package, or without Connector at its end), its package or path.',
    importance: 'high',
  }),
  'source.class': string({
    doc: 'The source. Without it Kafka is read; the keys of any other follow the prefix source.',
    default: 'kafka',
  }),
  'tasks.max': int({
    doc: 'Tasks that share the work. Each is a member of the consumer group; with more tasks than partitions some stay idle.',
    default: 1,
    minimum: 1,
    importance: 'high',
  }),
  'task.restart.max': int({
    doc: "How often in a row a task that has failed is started again by itself, after a wait that doubles each time. Once it has run for 10 minutes, counting begins anew. Default: the worker's.",
    optional: true,
    minimum: 0,
  }),
  'key.converter': string({
    doc: "Converter for keys instead of the worker's. It takes its key.converter. keys from this file alone.",
    optional: true,
  }),
  'value.converter': string({
    doc: "Converter for values instead of the worker's. It takes its value.converter. keys from this file alone.",
    optional: true,
  }),
  'header.converter': string({
    doc: "Converter for headers instead of the worker's. It takes its header.converter. keys from this file alone.",
    optional: true,
  }),
  transforms: nameList(
    'Names for transforms, in the order in which records go through them. The keys of each follow the prefix transforms.NAME.',
  ),
  predicates: nameList(
    'Names for predicates, which decide to which records a transform is applied. The keys of each follow the prefix predicates.NAME.',
  ),
  ...errorSpec,
}
