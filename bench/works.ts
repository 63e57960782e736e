/** What is measured: a topic, how it is carried, and by how many tasks. */
export interface Work {
  readonly name: string
  readonly topic: TopicShape
  readonly tasks: number
  readonly receiver: 'TLS' | 'plaintext'
  /** Set where values are decoded: the lines of the worker's and the connector's file that say so. */
  readonly avro?: { readonly worker: readonly string[]; readonly connector: readonly string[] }
}

export interface TopicShape {
  readonly records: 'alerts' | '1 KB'
  readonly partitions: number
  readonly count: number
}

/** `records`: how many alerts of 80 KB; the other works are as large in proportion. */
export const allWorks = (records: number): readonly Work[] => {
  const alerts: TopicShape = { records: 'alerts', partitions: 4, count: records }
  const alerts45: TopicShape = { ...alerts, partitions: 45 }
  const visit: TopicShape = { ...alerts, count: Math.ceil(records / 6) }
  const small: TopicShape = { records: '1 KB', partitions: 4, count: records * 50 }
  const each = (topic: TopicShape, title: string) =>
    [1, 4, 10].map((tasks): Work => ({ name: `${title}, tasks.max=${tasks}`, topic, tasks, receiver: 'TLS' }))
  return [
    ...each(alerts, '80 KB, 4 partitions'),
    ...each(alerts45, '80 KB, 45 partitions'),
    ...each(small, '1 KB, 4 partitions'),
    { name: '80 KB, plaintext, tasks.max=1', topic: alerts, tasks: 1, receiver: 'plaintext' },
    { name: '1 KB, plaintext, tasks.max=1', topic: small, tasks: 1, receiver: 'plaintext' },
    { name: 'Avro with 4 attributes, tasks.max=1', topic: alerts, tasks: 1, receiver: 'TLS', avro: withAttributes },
    { name: 'Avro to JSON, tasks.max=2', topic: visit, tasks: 2, receiver: 'TLS', avro: toJson },
  ]
}

/** Done once and not shown: a worker that was just installed has nothing in its compile cache. */
export const warmUp: Work = {
  name: 'warm-up',
  topic: { records: 'alerts', partitions: 4, count: 500 },
  tasks: 1,
  receiver: 'TLS',
}

/** Those whose name the pattern matches. */
export const selectWorks = (works: readonly Work[], pattern: string): readonly Work[] => {
  const selected = works.filter(({ name }) => new RegExp(pattern).test(name))
  if (selected.length > 0) return selected
  throw new Error(`No work's name matches ${pattern}. There are:\n${works.map(({ name }) => `  ${name}`).join('\n')}`)
}

/** The schema is beside the files, so that no registry takes part. */
export const SCHEMA_FOLDER = 'schemas'
const converter = ['value.converter=avro', `value.converter.schema.registry.url=file:${SCHEMA_FOLDER}`]
const toJson = { worker: converter, connector: ['messageBodyFormat=json'] }
const withAttributes = {
  worker: converter,
  connector: [
    'messageBodyFormat=confluent',
    'attributes.alertId=alertId',
    'attributes.diaObjectId=diaSource.diaObjectId',
    'attributes.band=diaSource.band',
    'attributes.psfFlux=diaSource.psfFlux',
  ],
}
