import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { createTopic, produce } from '../stack/kafka-topics.ts'
import { type PublishServer, startPublishServer } from '../stack/publish-server.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { uniqueName } from './support/alerts-topic.ts'
import { ConnectWorker } from './support/connect-worker.ts'
import { jobFiles } from './support/job.ts'

const textOf = (data: Uint8Array): string => Buffer.from(data).toString()

describe('converters under their Java names', { skip: cannotStart(['kafka']) }, () => {
  let stack: JoinedStack<'kafka'>
  let server: PublishServer
  let worker: ConnectWorker | undefined
  before(async () => {
    stack = await joinStack(['kafka'])
  })
  beforeEach(async () => {
    server = await startPublishServer({ keep: true })
  })
  afterEach(async () => {
    worker?.kill('SIGKILL')
    await server.stop()
  })
  after(() => stack?.leave())

  /** Carries these messages and gives what arrives, in the order of Kafka's offsets, and what the worker said. */
  const carry = async (messages: Parameters<typeof produce>[2], arriving: number, lines: readonly string[]) => {
    const { kafka } = stack.addresses
    const topic = uniqueName('converters')
    await createTopic(kafka.plaintext, { topic })
    await produce(kafka.plaintext, topic, messages)
    const files = jobFiles({ topic, group: uniqueName('group'), kafka, connector: lines })
    worker = await ConnectWorker.start({ files, env: { PUBSUB_EMULATOR_HOST: server.address } })
    while ((await server.kept()).length < arriving) await new Promise(resolve => setTimeout(resolve, 50))
    assert.equal(await worker.stop(), 0)
    const kept = await server.kept()
    const offset = ({ attributes }: (typeof kept)[number]) => Number(attributes['kafka.offset'])
    return { kept: kept.toSorted((left, right) => offset(left) - offset(right)), worker }
  }
  it('read JSON with its schema, exactly, and skip what does not fit it, naming the field', async () => {
    const schema =
      '{"type":"struct","fields":[{"type":"int64","field":"id"},{"type":"struct","fields":[{"type":"float","optional":true,"field":"f"}],"field":"in"}]}'
    const payload = '{"id":9007199254740993,"in":{"f":0.1}}'
    const envelope = `{"schema":${schema},"payload":${payload}}`
    const values = [envelope, envelope.replace('0.1', '"a"'), envelope.replace('0.1', '"NaN"')]
    const { kept, worker: working } = await carry(
      values.map(value => ({ value })),
      2,
      ['value.converter=org.apache.kafka.connect.json.JsonConverter', 'errors.tolerance=all'],
    )
    assert.deepEqual(
      kept.map(({ data }) => textOf(data)),
      [payload, payload.replace('0.1', 'null')],
    )
    await working.says(
      /offset 1: .*it does not fit its schema: at in\.f, expected a number within the range of its type, found a string/,
    )
    assert.equal(working.status?.['skipped'], 1)
  })

  it('read JSON without schemas, text and numbers', async () => {
    const long = Buffer.from('0020000000000001', 'hex')
    const { kept } = await carry([{ key: long, value: '{"b":[1,{"id":9007199254740993}],"a":null}' }], 1, [
      'key.converter=org.apache.kafka.connect.converters.LongConverter',
      'value.converter=org.apache.kafka.connect.json.JsonConverter',
      'value.converter.schemas.enable=false',
      'header.converter=org.apache.kafka.connect.storage.SimpleHeaderConverter',
      'messageBodyFormat=json',
    ])
    assert.equal(textOf(kept[0]?.data ?? new Uint8Array()), '{"b":[1,{"id":9007199254740993}],"a":null}')
    assert.equal(kept[0]?.attributes['key'], '9007199254740993')
  })

  it('read text in its encoding, and pass the text of headers as it is', async () => {
    const { kept } = await carry([{ key: Buffer.from('é', 'latin1'), value: 'é', headers: { number: '007' } }], 1, [
      'key.converter=org.apache.kafka.connect.storage.StringConverter',
      'key.converter.converter.encoding=ISO-8859-1',
      'value.converter=org.apache.kafka.connect.storage.StringConverter',
      'header.converter=org.apache.kafka.connect.storage.SimpleHeaderConverter',
      'headers.publish=true',
    ])
    assert.equal(textOf(kept[0]?.data ?? new Uint8Array()), 'é')
    assert.equal(kept[0]?.attributes['key'], 'é')
    assert.equal(kept[0]?.attributes['number'], '007')
  })
})
