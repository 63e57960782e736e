/**
 * Keys that Kafka Connect knows and that do nothing here, by the file they stand in; one that ends with a dot stands for all
 * that start with it. `silent`: nobody can miss what they do. `warned`: somebody may count on it, and is told. What is in both is `warned`.
 */
export interface KeysWithoutEffect {
  readonly silent: readonly string[]
  readonly warned: readonly string[]
}

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
    'producer.',
    'admin.',
  ],
  warned: [
    'access.control.allow.methods',
    'access.control.allow.origin',
    'admin.listeners',
    'admin.listeners.https.',
    'client.dns.lookup',
    'client.id',
    'config.storage.',
    'connections.max.idle.ms',
    'connector.client.config.override.allowlist',
    'connector.client.config.override.policy',
    'default.api.timeout.ms',
    'exactly.once.source.support',
    'group.id',
    'heartbeat.interval.ms',
    'listeners',
    'listeners.https.',
    'metadata.max.age.ms',
    'metric.reporters',
    'metrics.',
    'offset.storage.',
    'rebalance.timeout.ms',
    'receive.buffer.bytes',
    'reconnect.backoff.max.ms',
    'reconnect.backoff.ms',
    'request.timeout.ms',
    'response.http.headers.config',
    'rest.',
    'retries',
    'retry.backoff.max.ms',
    'retry.backoff.ms',
    'send.buffer.bytes',
    'session.timeout.ms',
    'status.storage.',
    'topic.tracking.',
    'worker.sync.timeout.ms',
    'worker.unsync.backoff.ms',
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
    // The keys that switch these on are refused, so nothing is lost by passing over their details.
    'predicates.',
    'transforms.',
    'errors.deadletterqueue.',
    'producer.override.',
    'admin.override.',
  ],
  warned: ['errors.log.enable', 'errors.log.include.messages', 'errors.retry.delay.max.ms', 'errors.retry.timeout'],
}

/** Of the consumer. The other keys of Java's that its source does not know are warned about one by one. */
export const consumerKeysWithoutEffect: readonly string[] = ['sasl.kerberos.']

export const covers = (names: readonly string[], key: string): boolean =>
  names.some(name => key === name || (name.endsWith('.') && key.startsWith(name)))
