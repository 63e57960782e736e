import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { createTopic as createPubSubTopic, createSubscription, publishWithGoogle } from '@psconnect/client-pubsub/admin'
import { deleteRecords, produceInTransactions } from '../stack/kafka-topics.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { uniqueName } from './support/alerts-topic.ts'
import { AuditedTopic } from './support/audited-topic.ts'
import { ConnectWorker } from './support/connect-worker.ts'
import { type Ended, psconnect } from './support/psconnect.ts'

const project = 'test-project'
const services = ['kafka', 'pubsub'] as const

describe('psconnect audit', { skip: cannotStart(services) }, () => {
  let stack: JoinedStack<'kafka' | 'pubsub'>
  let folder: string
  before(async () => {
    stack = await joinStack(services)
    folder = await mkdtemp(join(tmpdir(), 'psconnect-audit-'))
  })
  after(async () => {
    await rm(folder, { recursive: true, force: true })
    await stack?.leave()
  })

  const prepare = (connector: readonly string[] = []): Promise<AuditedTopic> =>
    AuditedTopic.create(stack.addresses, folder, connector)
  const long = '2000-01-01'

  it('finds that all has arrived of what a connector has carried, and its dead letters in their queue', async () => {
    const queue = uniqueName('letters')
    const job = await prepare([
      'value.converter=org.apache.kafka.connect.json.JsonConverter',
      'value.converter.schemas.enable=false',
      'errors.tolerance=all',
      `errors.deadletterqueue.topic.name=${queue}`,
      'errors.deadletterqueue.topic.replication.factor=1',
      'errors.deadletterqueue.context.headers.enable=true',
    ])
    assert.deepEqual(job.created.code, 0)
    const since = /--since (\S+)/.exec(job.created.stderr)?.[1] ?? ''
    await job.produce('1', '2', 'no JSON', '4')
    const worker = await ConnectWorker.start({ files: job.files, env: job.env })
    await job.committedAll(4n)
    await worker.stop()
    const { code, stdout, stderr } = await job.audit('--subscription', job.topic, '--since', since)
    assert.equal(
      stdout.toString(),
      `${job.topic}/0: 3 of 4 offsets arrived, 0 to 3\n  in the dead-letter queue: 1 (2)\n`,
    )
    assert.equal(stderr, `all that the group ${job.topic} has committed has arrived, or there is a reason why not\n`)
    assert.equal(code, 0)
  })

  it('finds a gap and a duplicate', async () => {
    const job = await prepare()
    await job.produce('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h')
    await job.commit(7n)
    await job.publish(0, 1, 3, 3, 4, 7)
    const found = await job.partition('--since', long)
    assert.deepEqual(
      { ...found, topic: '' },
      {
        code: 1,
        topic: '',
        partition: 0,
        from: 0,
        committed: 7,
        arrived: [
          [0, 1],
          [3, 4],
          [7, 7],
        ],
        duplicates: [[3, 3]],
        missing: [
          [2, 2],
          [5, 6],
        ],
        deadLetters: [],
        withoutRecord: [],
        deleted: [],
      },
    )
  })

  it('says in words what is missing, and what of it a transform may have dropped', async () => {
    const lost = await prepare()
    await lost.produce('a', 'b', 'c')
    await lost.commit()
    await lost.publish(0, 2)
    const ended = await lost.audit('--subscription', lost.topic)
    assert.equal(ended.stdout.toString(), `${lost.topic}/0: 2 of 3 offsets arrived, 0 to 2\n  MISSING: 1 (1)\n`)
    assert.match(ended.stderr, new RegExp(`^1 record that the group ${lost.topic} has committed did not arrive$`, 'm'))
    assert.equal(ended.code, 1)
    const dropping = await prepare(['transforms=few', 'transforms.few.type=org.apache.kafka.connect.transforms.Filter'])
    await dropping.produce('a', 'b', 'c')
    await dropping.commit()
    await dropping.publish(0, 2)
    const { code, stdout, stderr } = await dropping.audit('--subscription', dropping.topic)
    assert.match(stdout + stderr, /^ {2}MISSING \(may have been dropped by the transform few\): 1 \(1\)$/m)
    assert.equal(code, 0)
  })

  it('tells gaps apart that are no loss: ends of transactions, aborted records, a log whose head was deleted', async () => {
    const job = await prepare(['consumer.override.isolation.level=read_committed'])
    const { plaintext } = stack.addresses.kafka
    await job.produce('a', 'b', 'c')
    await produceInTransactions(plaintext, job.topic, [
      { value: 'd', end: 'commit' },
      { value: 'e', end: 'abort' },
      { value: 'f', end: 'commit' },
    ])
    await deleteRecords(plaintext, job.topic, [{ partition: 0, offset: 2n }])
    await job.commit()
    await job.publish(0, 2, 3, 7)
    const { code, missing, withoutRecord, deleted, from } = await job.partition()
    assert.deepEqual(
      { code, missing, withoutRecord, deleted, from },
      {
        code: 0,
        from: 0,
        missing: [],
        deleted: [[1, 1]],
        withoutRecord: [
          [4, 6],
          [8, 8],
        ],
      },
    )
  })

  it('proves nothing where nothing has arrived that it can place', async () => {
    const job = await prepare()
    await job.produce('a')
    await job.commit()
    const place = { project, emulator: stack.addresses.pubsub }
    const others = [{}, { 'kafka.topic': 'other', 'kafka.partition': '0', 'kafka.offset': '0' }]
    await publishWithGoogle(
      place,
      job.topic,
      others.map(attributes => ({ data: Buffer.from('x'), attributes })),
    )
    const { code, stdout, stderr } = await job.audit('--subscription', job.topic)
    assert.match(stdout.toString(), /nothing has arrived, so nothing is known; committed is 1/)
    assert.match(stderr, /^without a record's place, .*: 1 message$/m)
    assert.match(stderr, /^of topics that ps-sink-connector does not read, such as "other", .*: 1 message$/m)
    assert.match(stderr, /^nothing is proven: of 2 messages none is of what ps-sink-connector reads$/m)
    assert.equal(code, 1)
  })

  it("takes no message from a subscription that is another topic's, somebody else's or not there", async () => {
    const job = await prepare()
    await job.produce('a')
    await job.commit()
    const place = { project, emulator: stack.addresses.pubsub }
    const [theirs, elsewhere] = [uniqueName('theirs'), uniqueName('elsewhere')]
    await createSubscription(place, { topic: job.topic, subscription: theirs })
    await createPubSubTopic(place, elsewhere)
    await createSubscription(place, { topic: elsewhere, subscription: elsewhere })
    await refuses(job.audit('--subscription', theirs), /was not made by psconnect audit --create .* make another/)
    await refuses(job.audit('--subscription', elsewhere), /is a subscription of .*, but the connector publishes to /)
    await refuses(job.audit('--subscription', 'none'), /cannot be looked at: NOT_FOUND: there is no subscription/)
    const made = await fetch(`http://${place.emulator}/v1/projects/${project}/subscriptions/${job.topic}`)
    const { labels, ackDeadlineSeconds, messageRetentionDuration } = (await made.json()) as Record<string, unknown>
    assert.deepEqual(
      [labels, ackDeadlineSeconds, messageRetentionDuration],
      [{ 'psconnect-audit': 'own' }, 60, '604800s'],
    )
    await refuses(job.audit('--subscription', job.topic, '--create'), /cannot be made: ALREADY_EXISTS: there is one/)
  })

  it('says in one sentence why it cannot audit: no metadata, no topic, nothing committed', async () => {
    const silent = await prepare()
    const without = silent.paths.map(path => path.replace('connector.properties', 'silent.properties'))
    const [, [, text] = ['', '']] = silent.files
    await writeFile(without[1] ?? '', text.replace('metadata.publish=true', ''))
    await refuses(
      psconnect(['audit', ...without, '--subscription', silent.topic], silent.env),
      /metadata\.publish is not true, so no message says which record/,
    )
    const nowhere = uniqueName('nowhere')
    await writeFile(without[1] ?? '', text.replace(`cps.topic=${silent.topic}`, `cps.topic=${nowhere}`))
    await refuses(
      psconnect(['audit', ...without, '--subscription', nowhere, '--create'], silent.env),
      new RegExp(`cannot be made: there is no projects/${project}/topics/${nowhere}; create it`),
    )
    const fresh = await prepare()
    await refuses(
      fresh.audit('--subscription', fresh.topic),
      /the group \S+ of ps-sink-connector has committed nothing/,
    )
  })
})

/** It failed, and says why in one line. */
async function refuses(ending: Promise<Ended>, why: RegExp): Promise<void> {
  const { code, stdout, stderr } = await ending
  assert.equal(stdout.toString(), '')
  assert.match(stderr, why)
  assert.doesNotMatch(stderr, /\n./)
  assert.equal(code, 1)
}
