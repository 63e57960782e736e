import { it } from 'node:test'
import { checkSink, connectRecord } from 'psconnect/plugin/testing'
import plugin from '../../../plugins/sink-pubsub/index.ts'
import { startPublishServer } from '../../stack/publish-server.ts'
import { configFor } from './sink-under-test.ts'

for (const [what, settings] of [
  ['without ordering keys', {}],
  ['with ordering keys', { orderingKeySource: 'key' }],
  // What is gathered waits for more, unless somebody hurries it.
  ['with a long wait for more', { delayThresholdMs: 60_000 }],
] as const)
  it(`keeps the contract ${what}`, async () => {
    const server = await startPublishServer({ keep: true })
    try {
      await checkSink(plugin, {
        config: configFor(server.address, { 'metadata.publish': false, maxRequestTimeoutMs: 1_000, ...settings }),
        record: number =>
          connectRecord({ key: Buffer.from('key'), value: Buffer.from(`${number}`), offset: BigInt(number) }),
        stored: async () => (await server.kept()).map(({ data }) => Number(Buffer.from(data).toString())),
        ordered: what === 'with ordering keys',
        refused: [connectRecord({ value: Buffer.alloc(11_000_000) })],
        async stall() {
          await server.misbehave({ kind: 'silence' }, { method: 'Publish' })
          return () => server.misbehave(undefined)
        },
      })
    } finally {
      await server.stop()
    }
  })
