import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { createSubscription, createTopic, publishWithGoogle } from '@psconnect/client-pubsub/admin'
import { avroFile } from '../../plugins/sink-pubsub/avro-file.ts'
import { differences } from '../fixtures/alerts/alert-json.ts'
import { alertGenerator, alertSchemaText } from '../fixtures/alerts/index.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { uniqueName } from './support/alerts-topic.ts'
import { type Ended, Psconnect, psconnect } from './support/psconnect.ts'
import { register } from './support/registered-alerts.ts'

const project = 'test-project'
const services = ['registry', 'pubsub'] as const

interface Message {
  readonly data: string | Uint8Array
  readonly attributes?: Readonly<Record<string, string>>
}

const linesOf = ({ stdout }: Ended) => stdout.toString().trim().split('\n').toSorted()

describe('psconnect pull', { skip: cannotStart(services) }, () => {
  let stack: JoinedStack<'registry' | 'pubsub'>
  let folder: string
  let alert: Buffer
  let schemaId: number
  before(async () => {
    stack = await joinStack(services)
    folder = await mkdtemp(join(tmpdir(), 'psconnect-pull-test-'))
    schemaId = await register(stack.addresses.registry, 'alert-packet', alertSchemaText)
    alert = alertGenerator({ schemaId })(0)
  })
  after(async () => {
    await rm(folder, { recursive: true, force: true })
    await stack?.leave()
  })

  /** A subscription with these messages, and what reads it. */
  const subscribed = async (...messages: readonly Message[]) => {
    const place = { project, emulator: stack.addresses.pubsub }
    const topic = uniqueName('pulled')
    await createTopic(place, topic)
    await createSubscription(place, { topic, subscription: topic })
    await publishWithGoogle(
      place,
      topic,
      messages.map(({ data, attributes = {} }) => ({ data: Buffer.from(data), attributes })),
    )
    const pull = (...options: readonly string[]): Promise<Ended> =>
      psconnect(['pull', '--project', project, '--subscription', topic, '--timeout-ms', '1500', ...options], {
        PUBSUB_EMULATOR_HOST: stack.addresses.pubsub,
        FORCE_COLOR: '0',
      })
    return { topic, pull }
  }
  const registry = () => ['--registry', stack.addresses.registry]

  it('prints what messages hold, whatever it is written in, every field of an alert right', async () => {
    const body = alert.subarray(5)
    const encoded = {
      format: 'confluent-avro',
      bytes: alert,
      bodyStart: 5,
      schema: { id: schemaId, text: alertSchemaText },
    }
    const file = avroFile(encoded).data
    const pieces = file instanceof Uint8Array ? [file] : file.pieces
    const { topic, pull } = await subscribed(
      { data: alert },
      { data: body, attributes: { 'schema.id': `${schemaId}` } },
      { data: Buffer.concat(pieces) },
      { data: '{"n":12345678901234567890}' },
      { data: 'plain' },
      { data: Buffer.from([0xff, 0xfe]) },
    )
    const ended = await pull(...registry())
    assert.equal(ended.stderr, `6 messages of ${project}/${topic}, given back\n`)
    assert.equal(ended.code, 0)
    const lines = linesOf(ended)
    assert.deepEqual(lines.slice(0, 2), ['"//4="', '"plain"'])
    const alerts = lines.filter(line => line.startsWith('{"alertId"'))
    assert.equal(alerts.length, 3)
    for (const line of alerts)
      assert.deepEqual(differences(alert, line.replaceAll(/"(?:NaN|-?Infinity)"/g, 'null')), [])
    assert.ok(lines.includes('{"n":12345678901234567890}'))
  })

  it('gives messages back unless it is told to acknowledge them', async () => {
    const { topic, pull } = await subscribed({ data: '1' }, { data: '2' }, { data: '3' })
    assert.deepEqual(linesOf(await pull()), ['1', '2', '3'])
    assert.equal(linesOf(await pull('--max-messages', '2')).length, 2)
    const taken = await pull('--ack')
    assert.deepEqual(linesOf(taken), ['1', '2', '3'])
    assert.equal(taken.stderr, `3 messages of ${project}/${topic}, acknowledged\n`)
    const none = await pull()
    assert.deepEqual([none.code, none.stdout.toString()], [1, ''])
    assert.match(none.stderr, /has no message now/)
  })

  it('gives messages back also at Ctrl-C', async () => {
    const { topic, pull } = await subscribed({ data: '1' })
    const waiting = new Psconnect(['pull', '--project', project, '--subscription', topic, '--timeout-ms', '600000'], {
      PUBSUB_EMULATOR_HOST: stack.addresses.pubsub,
    })
    while (waiting.lines.length === 0) await new Promise(resolve => setTimeout(resolve, 20))
    waiting.kill('SIGINT')
    const { code, stderr } = await waiting.ended
    assert.deepEqual([code, stderr], [130, ''])
    assert.deepEqual(linesOf(await pull()), ['1'])
  })

  it('prints a line for each with its place and fields, and keeps what it cannot read', async () => {
    const kafka = { 'kafka.topic': 'alerts', 'kafka.partition': '3', 'kafka.offset': '1200' }
    const { pull } = await subscribed({ data: alert, attributes: kafka }, { data: Buffer.from([0, 0, 0, 0, 1]) })
    const options = ['--format', 'summary', '--fields', 'alertId', '--ack']
    const { code, stdout, stderr } = await pull(...registry(), ...options)
    assert.match(
      stdout.toString(),
      /^20\S+Z {2}alerts-3@1200 {2}[\d,]+ bytes {2}schema \d+ psconnect\.fixtures\.alert {2}alertId=170000000000000001\n$/,
    )
    assert.match(
      stderr,
      /^message \d+: .*\n1 message of \S+, acknowledged; 1 more could not be read, and is given back\n$/,
    )
    assert.equal(code, 1)
    const again = await pull('--format', 'raw')
    assert.deepEqual([...again.stdout], [0, 0, 0, 0, 1])
  })

  it("keeps messages and an alert's cutouts in files, also where a name is meant to lead elsewhere", async () => {
    const save = join(folder, 'kept')
    const { pull } = await subscribed(
      { data: alert },
      { data: '{"alertId":"../../../tmp/evil\\u0000","diaSourceId":"/etc/x"}' },
    )
    const { code, stderr } = await pull(...registry(), '--save', save, '--cutouts')
    assert.match(stderr, /^2 messages of \S+, given back, kept in /)
    assert.equal(code, 0)
    const names = (await readdir(save)).map(name => name.replace(/-\d+(?=[.-])/g, '')).toSorted()
    assert.deepEqual(names, [
      '170000000000000001-cutoutDifference.fits',
      '170000000000000001-cutoutScience.fits',
      '170000000000000001-cutoutTemplate.fits',
      '170000000000000001.bin',
      '_________tmp_evil_-_etc_x.json',
    ])
    const [whole = ''] = (await readdir(save)).filter(name => name.endsWith('.bin'))
    assert.ok((await readFile(join(save, whole))).equals(alert))
    for (const name of (await readdir(save)).filter(each => each.endsWith('.fits')))
      assert.ok(alert.includes(await readFile(join(save, name))))
    assert.deepEqual(await readdir(folder), ['kept'])
  })

  it('says in one sentence what is wrong: no such subscription, no schemas, nobody there', async () => {
    const { topic, pull } = await subscribed({ data: alert })
    const blind = await pull()
    assert.match(blind.stderr, /it is Avro without its schema: --registry says where schemas are/)
    assert.equal(blind.code, 1)
    const command = ['pull', '--project', project, '--subscription']
    const env = { PUBSUB_EMULATOR_HOST: stack.addresses.pubsub }
    const none = await psconnect([...command, uniqueName('none')], env)
    assert.match(
      none.stderr,
      /^psconnect pull: projects\/\S+ cannot be pulled from: NOT_FOUND: there is no subscription.*\n$/,
    )
    const closed = await psconnect([...command, topic], { PUBSUB_EMULATOR_HOST: '127.0.0.1:9' })
    assert.match(
      closed.stderr,
      /^psconnect pull: projects\/\S+ cannot be pulled from: UNAVAILABLE: .*ECONNREFUSED.*\n$/,
    )
    const wrong = await psconnect([...command, 'projects/p/subscriptions/s'], env)
    assert.match(wrong.stderr, /--subscription must be an id alone/)
    assert.deepEqual([none.code, closed.code, wrong.code], [1, 1, 2])
  })
})
