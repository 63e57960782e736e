import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { createTopic, produce } from '../stack/kafka-topics.ts'
import { type PublishServer, startPublishServer } from '../stack/publish-server.ts'
import { cannotStart, type JoinedStack, joinStack } from '../stack/shared-stack.ts'
import { uniqueName } from './support/alerts-topic.ts'
import { ConnectWorker } from './support/connect-worker.ts'
import { jobFiles } from './support/job.ts'

/** A converter as its author writes it: it puts a mark behind the text, and refuses what is empty. */
const marking = (name: string): string => `
import { ConnectError, type Converter, defineConverter, string } from 'psconnect/plugin'

export default defineConverter({
  name: '${name}',
  config: { mark: string({ doc: 'What to put behind each text.', default: '!' }) },
  create({ mark }): Converter {
    return {
      decode(bytes: Uint8Array) {
        if (bytes.length === 0) throw new ConnectError('RECORD_UNREADABLE', 'it is empty')
        return { schema: { type: 'string', optional: false }, value: Buffer.from(bytes).toString() + mark }
      },
      encode: ({ value }) => Buffer.from(String(value)),
    }
  },
})
`

describe('a plugin of the user', { skip: cannotStart(['kafka']) }, () => {
  let stack: JoinedStack<'kafka'>
  let folder = ''
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'psconnect-plugins-'))
    stack = await joinStack(['kafka'])
  })
  after(async () => {
    await stack?.leave()
    await rm(folder, { recursive: true, force: true })
  })

  /** What comes of the records "a", "" and "b", and what the worker has answered to `asked`. */
  async function carried(setting: Setting, asked: (worker: ConnectWorker) => Promise<void> = async () => {}) {
    const topic = uniqueName('own-plugins')
    const { kafka } = stack.addresses
    await createTopic(kafka.plaintext, { topic })
    await produce(
      kafka.plaintext,
      topic,
      ['a', '', 'b'].map(value => ({ value })),
    )
    const server: PublishServer = await startPublishServer({ keep: true })
    const worker = await ConnectWorker.start({
      files: jobFiles({
        topic,
        group: uniqueName('group'),
        kafka,
        worker: ['listeners=http://127.0.0.1:0', ...(setting.worker ?? [])],
        connector: ['errors.tolerance=all', ...setting.connector],
      }),
      others: setting.others ?? [],
      env: { PUBSUB_EMULATOR_HOST: server.address },
    })
    while ((await server.kept()).length < 2 && worker.running) await new Promise(resolve => setTimeout(resolve, 50))
    await asked(worker)
    assert.equal(await worker.stop(), 0, JSON.stringify(worker.log))
    assert.equal(worker.stderr, '')
    const texts = (await server.kept()).map(({ data }) => Buffer.from(data).toString())
    await server.stop()
    return texts.toSorted()
  }

  it('is one file, named by its path from the file that names it', async () => {
    const texts = await carried(
      { connector: ['value.converter=./marking.ts'], others: [['marking.ts', marking('mark')]] },
      async worker => {
        const change = worker.ask('PATCH', '/connectors/ps-sink-connector/config', { 'tasks.max': '2' })
        await assert.rejects(change, /only a configuration file may give the path of one/)
      },
    )
    assert.deepEqual(texts, ['a!', 'b!'])
  })

  it('is a file in plugin.path, named as the file, beside one that cannot be loaded', async () => {
    const texts = await carried(
      {
        worker: ['plugin.path=.'],
        connector: ['value.converter=marking', 'value.converter.mark=?'],
        others: [
          ['marking.ts', marking('marking')],
          ['broken.ts', 'this is no TypeScript'],
        ],
      },
      async worker => {
        const listed = (await worker.ask('GET', '/connector-plugins?connectorsOnly=false')) as { class: string }[]
        const own = listed.filter(plugin => ['marking', 'broken'].includes(plugin.class))
        assert.deepEqual(own, [{ class: 'marking', type: 'converter', version: 'undefined' }])
      },
    )
    assert.deepEqual(texts, ['a?', 'b?'])
  })

  it('is an installed package in TypeScript, with a psconnect of its own, which does not count', async () => {
    const home = join(folder, 'node_modules', 'psconnect-marking')
    await mkdir(join(home, 'node_modules', 'psconnect'), { recursive: true })
    await writeFile(join(home, 'node_modules/psconnect/package.json'), '{ "exports": { "./plugin": "./none.js" } }')
    await writeFile(join(home, 'node_modules/psconnect/none.js'), "throw new Error('the wrong copy')")
    const manifest = { name: 'psconnect-marking', version: '2.0.0', main: 'code.ts' }
    const psconnect = { kind: 'converter', name: 'marking', api: 1, aliases: ['org.example.MarkingConverter'] }
    await writeFile(join(home, 'package.json'), JSON.stringify({ ...manifest, psconnect }))
    await writeFile(join(home, 'code.ts'), "export { default } from './marking.ts'")
    await writeFile(join(home, 'marking.ts'), marking('marking'))

    const texts = await carried({
      worker: [`plugin.path=${folder}`],
      connector: ['value.converter=org.example.MarkingConverter'],
    })
    assert.deepEqual(texts, ['a!', 'b!'])
  })
})

interface Setting {
  readonly worker?: readonly string[]
  readonly connector: readonly string[]
  readonly others?: readonly (readonly [name: string, text: string])[]
}
