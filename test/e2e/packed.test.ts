import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { alertGenerator, alertSchemaId, alertSchemaText } from '../fixtures/alerts/index.ts'
import { createTopic, produce } from '../stack/kafka-topics.ts'
import { type PublishServer, startPublishServer } from '../stack/publish-server.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { AlertsTopic, uniqueName } from './support/alerts-topic.ts'
import { ConnectWorker } from './support/connect-worker.ts'
import { jobFiles } from './support/job.ts'
import { oldNode } from './support/old-node.ts'

const run = (program: string, args: readonly string[], cwd: string): string => {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8' })
  assert.equal(status, 0, `${program} ${args.join(' ')}: ${error?.message ?? stdout + stderr}`)
  return stdout
}

/** The code of a converter. */
const converter = (name: string, change: string) => `
  import { type Converter, defineConverter } from 'psconnect/plugin'
  const decode = (bytes: Uint8Array) => ({ schema: { type: 'string', optional: false }, value: Buffer.from(bytes).toString() })
  const encode = ({ value }: { value: unknown }) => Buffer.from(String(value))
  const create = (): Converter => ({ decode: bytes => ({ ...decode(bytes), value: decode(bytes).value${change} }), encode })
  export default defineConverter({ name: '${name}', config: {}, create })`

describe('packed and installed in an empty folder', { skip: cannotStart(['kafka']) }, () => {
  let stack: JoinedStack<'kafka'>
  let server: PublishServer
  let folder = ''
  const bin = () => join(folder, 'node_modules', 'psconnect', 'bin', 'connect-standalone.mjs')
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'psconnect-packed-'))
    run(process.execPath, ['-C', 'psconnect-source', 'scripts/build.ts'], '.')
    run('npm', ['pack', '--workspaces', '--silent', '--pack-destination', folder], '.')
    await writeFile(join(folder, 'package.json'), '{ "private": true }')
    const tarballs = globSync('*.tgz', { cwd: folder }).map(file => `./${file}`)
    assert.ok(tarballs.length >= 6, tarballs.join(' '))
    run('npm', ['install', '--no-fund', '--no-audit', '--loglevel=error', ...tarballs], folder)
    await mkdir(join(folder, 'schemas'))
    await writeFile(join(folder, 'schemas', `${alertSchemaId}.avsc`), alertSchemaText)
    stack = await joinStack(['kafka'])
    server = await startPublishServer()
  })
  after(async () => {
    await server?.stop()
    await stack?.leave()
    await rm(folder, { recursive: true, force: true })
  })

  it('does its job', async () => {
    const alerts = await AlertsTopic.create(stack.addresses.kafka.plaintext, 2)
    await alerts.produce(100)
    const worker = await ConnectWorker.start({
      files: jobFiles({
        topic: alerts.topic,
        group: uniqueName('group'),
        kafka: stack.addresses.kafka,
        worker: ['listeners=http://127.0.0.1:0'],
      }),
      env: { PUBSUB_EMULATOR_HOST: server.address },
      command: [process.execPath, bin()],
    })
    await alerts.arrived(server)
    const { message } = await worker.says(/REST interface at/)
    assert.equal((await fetch(`${message.replace(/.* at /, '')}/ui`)).status, 200)
    assert.equal(await worker.stop(), 0)
    assert.equal(worker.stderr, '')
    assert.deepEqual(await alerts.wrong(server), [])
  })

  it('shows what a converter in TypeScript makes of a payload', async () => {
    const code = `import { defineConverter } from 'psconnect/plugin'
      const decode = (bytes: Uint8Array) => ({ schema: null, value: Buffer.from(bytes).toString().split(',') })
      export default defineConverter({ name: 'csv', config: {}, create: () => ({ decode, encode: () => new Uint8Array() }) })`
    await writeFile(join(folder, 'csv.ts'), code)
    await writeFile(join(folder, 'payload.bin'), 'a,b')
    const psconnect = join(folder, 'node_modules', 'psconnect', 'bin', 'psconnect.mjs')
    const args = ['convert', '--converter', 'csv.ts', '--file', 'payload.bin']
    const shown = run(process.execPath, [psconnect, ...args], folder)
    assert.equal(stripVTControlCharacters(shown), '✓ payload.bin 3 bytes\n["a", "b"]\n\n')
  })

  it('decodes, transforms, keeps what cannot be read, and tells of it', async () => {
    const { kafka } = stack.addresses
    const topic = uniqueName('packed')
    const queue = uniqueName('packed-dead')
    const generate = alertGenerator()
    await createTopic(kafka.plaintext, { topic })
    await produce(kafka.plaintext, topic, [
      { value: generate(0) },
      { value: Buffer.from('no alert') },
      { value: generate(1) },
    ])
    const receiver = await startPublishServer({ keep: true })
    const worker = await ConnectWorker.start({
      files: jobFiles({
        topic,
        group: uniqueName('group'),
        kafka,
        worker: [
          'listeners=http://127.0.0.1:0',
          'value.converter=avro',
          `value.converter.schema.registry.url=file:${join(folder, 'schemas')}`,
        ],
        connector: [
          'errors.tolerance=all',
          `errors.deadletterqueue.topic.name=${queue}`,
          'errors.deadletterqueue.topic.replication.factor=1',
          `producer.override.bootstrap.servers=${kafka.plaintext}`,
          'transforms=note',
          'transforms.note.type=org.apache.kafka.connect.transforms.InsertField$Value',
          'transforms.note.static.field=survey',
          'transforms.note.static.value=LSST',
        ],
      }),
      env: { PUBSUB_EMULATOR_HOST: receiver.address },
      command: [process.execPath, bin()],
    })
    while ((await receiver.kept()).length < 2) await new Promise(resolve => setTimeout(resolve, 50))
    const { message } = await worker.says(/REST interface at/)
    const metrics = async () => (await fetch(`${message.replace(/.* at /, '')}/metrics`)).text()
    while (!/^kafka_connect_task_error_metrics_deadletterqueue_produce_requests\{.*\} 1$/m.test(await metrics()))
      await new Promise(resolve => setTimeout(resolve, 100))
    assert.equal(await worker.stop(), 0)
    assert.equal(worker.stderr, '')

    const alerts = (await receiver.kept()).map(({ data }) => JSON.parse(Buffer.from(data).toString()))
    assert.deepEqual(
      alerts.map(({ survey, diaSource }) => [survey, typeof diaSource.diaSourceId]),
      [
        ['LSST', 'number'],
        ['LSST', 'number'],
      ],
    )
    await receiver.stop()
  })

  it('runs plugins in TypeScript, by their path and from node_modules', async () => {
    const { kafka } = stack.addresses
    const topic = uniqueName('packed-plugins')
    await createTopic(kafka.plaintext, { topic })
    await produce(kafka.plaintext, topic, [{ value: 'alert' }])
    const installed = join(folder, 'node_modules', 'upper')
    await mkdir(installed)
    const psconnect = { kind: 'converter', name: 'to-upper', api: 1 }
    await writeFile(join(installed, 'package.json'), JSON.stringify({ name: 'upper', main: 'upper.ts', psconnect }))
    await writeFile(join(installed, 'upper.ts'), converter('to-upper', '.toUpperCase()'))
    const receiver = await startPublishServer({ keep: true })
    const worker = await ConnectWorker.start({
      files: jobFiles({
        topic,
        group: uniqueName('group'),
        kafka,
        worker: ['key.converter=./plain.ts'],
        connector: ['value.converter=upper'],
      }),
      others: [['plain.ts', converter('plain', '')]],
      env: { PUBSUB_EMULATOR_HOST: receiver.address },
      command: [process.execPath, bin()],
    })
    while ((await receiver.kept()).length < 1 && worker.running) await new Promise(resolve => setTimeout(resolve, 50))
    assert.equal(await worker.stop(), 0, JSON.stringify(worker.log))
    assert.equal(worker.stderr, '')
    assert.deepEqual(
      (await receiver.kept()).map(({ data }) => Buffer.from(data).toString()),
      ['ALERT'],
    )
    await receiver.stop()
  })

  it('holds JavaScript and types, and no source or test', () => {
    for (const name of ['psconnect', '@psconnect/client-kafka', '@psconnect/sink-pubsub']) {
      const exclude = ['node_modules', '**/plugin/templates']
      const files = globSync('**/*', { cwd: join(folder, 'node_modules', name), exclude })
      assert.ok(files.some(file => file.endsWith('.js')) && files.some(file => file.endsWith('.d.ts')), name)
      assert.deepEqual(
        files.filter(file => /(?<!\.d)\.ts$|\.test\./.test(file)),
        [],
      )
    }
  })

  for (const kind of ['converter', 'sink', 'source', 'transform'])
    it(`makes a ${kind} whose npm test passes at once, and whose types are found`, () => {
      run('npx', ['psconnect', 'plugin', 'new', kind, `new-${kind}`], folder)
      const own = join(folder, `new-${kind}`)
      run('npm', ['test'], own)
      run(join(process.cwd(), 'node_modules/.bin/tsc'), ['-p', '.'], own)
      assert.match(run('npx', ['psconnect', 'plugin', 'check', '.'], own), /keeps the contract/)
      assert.ok(!readFileSync(join(own, 'package.json'), 'utf8').includes(folder))
    })

  const noOldNode = oldNode === undefined && 'no Node older than 22 is on the PATH'
  it('refuses a Node that is too old in one helpful sentence', { skip: noOldNode }, () => {
    const { status, stderr } = spawnSync(oldNode ?? '', [bin(), 'worker.properties'], { cwd: folder, encoding: 'utf8' })
    assert.notEqual(status, 0)
    assert.match(stderr, /needs Node 22\.22 or newer/)
    assert.match(stderr, /npm (i|install) /)
    assert.equal(stderr.trim().split('\n').length, 1)
  })
})
