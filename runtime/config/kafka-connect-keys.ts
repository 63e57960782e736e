import type { NoEffect } from '../api/config-spec.ts'

/**
 * Keys that Kafka Connect knows and that do nothing here, by the file they stand in; one that ends with a dot stands for all
 * that start with it. `silent`: nobody can miss what they do. `warned`: somebody may count on it, and is told why it does nothing. What is in
 * both is `warned`.
 */
export interface KeysWithoutEffect {
  readonly silent: readonly string[]
  readonly warned: readonly NoEffect[]
}

const connecting = {
  keys: [
    'client.dns.lookup',
    'connections.max.idle.ms',
    'metadata.recovery.rebootstrap.trigger.ms',
    'metadata.recovery.strategy',
    'receive.buffer.bytes',
    'reconnect.backoff.max.ms',
    'reconnect.backoff.ms',
    'retry.backoff.max.ms',
    'retry.backoff.ms',
    'send.buffer.bytes',
    'socket.connection.setup.timeout.max.ms',
  ],
  because: 'how connections are kept and made anew is fixed',
}

const javaMetrics = {
  keys: ['auto.include.jmx.reporter', 'enable.metrics.push', 'metric.reporters', 'metrics.'],
  because: "Java's metrics and reporters do not exist",
}

const javaClasses = {
  keys: ['interceptor.classes', 'sasl.client.callback.handler.class', 'security.providers', 'ssl.engine.factory.class'],
  because: 'Java classes cannot be loaded',
}

const javaTls = {
  keys: ['ssl.keymanager.algorithm', 'ssl.provider', 'ssl.secure.random.implementation', 'ssl.trustmanager.algorithm'],
  because: "TLS is Node's, not Java's",
}

const withoutAdmin = "the topic of dead letters is looked up and created with the producer's keys"

export const workerKeysWithoutEffect: KeysWithoutEffect = {
  silent: [
    // Read before all other keys.
    'config.providers.',
    'internal.key.converter',
    'internal.key.converter.',
    'internal.value.converter',
    'internal.value.converter.',
    'key.converter.plugin.version',
    'value.converter.plugin.version',
    'header.converter.plugin.version',
    'plugin.discovery',
    'topic.creation.enable',
  ],
  warned: [
    connecting,
    javaMetrics,
    { keys: ['admin.'], because: withoutAdmin },
    { keys: ['rest.host.name', 'rest.port'], because: 'listeners says where the REST interface is' },
    {
      keys: [
        'config.storage.',
        'exactly.once.source.support',
        'group.id',
        'heartbeat.interval.ms',
        'offset.storage.',
        'rebalance.timeout.ms',
        'session.timeout.ms',
        'status.storage.',
        'worker.sync.timeout.ms',
        'worker.unsync.backoff.ms',
      ],
      because: 'it is for workers that form a cluster; what consumers should have needs the prefix consumer.',
    },
    {
      keys: ['client.id', 'default.api.timeout.ms', 'metadata.max.age.ms', 'request.timeout.ms', 'retries'],
      because: 'the worker itself connects to no broker; what consumers should have needs the prefix consumer.',
    },
    {
      keys: ['connector.client.config.override.allowlist', 'connector.client.config.override.policy'],
      because: 'connectors come from files of the same hand, so all of consumer.override. is allowed',
    },
  ],
}

export const connectorKeysWithoutEffect: KeysWithoutEffect = {
  silent: [
    'config.action.reload',
    'connector.plugin.version',
    'key.converter.plugin.version',
    'value.converter.plugin.version',
    'header.converter.plugin.version',
    'tasks.max.enforce',
  ],
  warned: [{ keys: ['admin.override.'], because: withoutAdmin }],
}

/** Of the consumer, with the prefix consumer. or consumer.override.; only what the source does not know itself. */
export const consumerKeysWithoutEffect: KeysWithoutEffect = {
  silent: ['sasl.kerberos.'],
  warned: [
    connecting,
    javaMetrics,
    { keys: ['allow.auto.create.topics'], because: 'a topic is never created by reading it; it is waited for' },
    { keys: ['auto.commit.interval.ms'], because: "the worker's offset.flush.interval.ms says how often is committed" },
    { keys: ['check.crcs'], because: 'TCP and the broker have checked what arrives' },
    { keys: ['client.rack'], because: 'a partition is always fetched from its leader' },
    { keys: ['exclude.internal.topics'], because: 'topics.regex never matches a topic that begins with __' },
    { keys: ['group.instance.id'], because: 'every start joins the group as a new member' },
    {
      keys: ['group.protocol', 'group.remote.assignor'],
      because: 'the group is always led by its members, as in all versions of Kafka',
    },
    javaClasses,
    {
      keys: ['key.deserializer', 'value.deserializer'],
      because: 'key.converter and value.converter say how records are read',
    },
    {
      keys: ['max.poll.records'],
      because: 'records are not polled; buffer.memory and fetch.max.bytes say how much is under way',
    },
    {
      keys: ['partition.assignment.strategy'],
      because: 'partitions are always assigned by range, each topic among the tasks that read it',
    },
    javaTls,
  ],
}

/** Of the producer of dead letters, with the prefix producer. or producer.override.; only what the sink does not know itself. */
export const producerKeysWithoutEffect: KeysWithoutEffect = {
  silent: ['sasl.kerberos.'],
  warned: [
    connecting,
    javaMetrics,
    javaClasses,
    javaTls,
    { keys: ['acks'], because: 'a dead letter counts only once all in-sync replicas have it, as with acks=all' },
    {
      keys: ['delivery.timeout.ms', 'max.block.ms', 'retries'],
      because: 'a dead letter is sent until the topic has it',
    },
    {
      keys: ['batch.size', 'buffer.memory', 'linger.ms', 'max.in.flight.requests.per.connection'],
      because: 'what comes while one request is under way shares the next',
    },
    { keys: ['compression.', 'compression.type'], because: 'dead letters are not compressed' },
    { keys: ['enable.idempotence', 'transaction.', 'transactional.id'], because: 'a dead letter may be written twice' },
    { keys: ['key.serializer', 'value.serializer'], because: 'dead letters are the bytes that were read' },
    { keys: ['partitioner.'], because: 'the partitions of the topic take turns' },
  ],
}

export const covers = (names: readonly string[], key: string): boolean =>
  names.some(name => key === name || (name.endsWith('.') && key.startsWith(name)))

/** Why a key of `warned` does nothing; undefined for any other. */
export const reasonFor = (key: string, { warned }: Pick<KeysWithoutEffect, 'warned'>): string | undefined =>
  warned.find(({ keys }) => covers(keys, key))?.because
