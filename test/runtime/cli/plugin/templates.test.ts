import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { templateKinds, writePlugin } from '../../../../runtime/cli/plugin/write-plugin.ts'
import { ConnectWorker } from '../../../e2e/support/connect-worker.ts'
import { until } from '../../../e2e/support/consume.ts'

it('plugins of all kinds, as plugin new makes them, are a stream together', async context => {
  const folder = mkdtempSync(join(tmpdir(), 'psconnect-templates-'))
  context.after(() => rmSync(folder, { recursive: true }))
  for (const kind of templateKinds) writePlugin(kind, `my-${kind}`, join(folder, kind))
  const file = join(folder, 'records.ndjson')
  const worker = await ConnectWorker.start({
    files: [
      [
        'worker.yaml',
        `{ key.converter: bytes, value.converter: bytes, listeners: '', offset.storage.file.filename: ${folder}/offsets }`,
      ],
      [
        'connector.yaml',
        `{ name: all, source.class: ${folder}/source, source.count: 3, value.converter: ${folder}/converter,
           transforms: mine, transforms.mine.type: ${folder}/transform, connector.class: ${folder}/sink, file: ${file} }`,
      ],
    ],
  })
  const stored = () => (existsSync(file) ? readFileSync(file, 'utf8') : '')
  await until(() => !worker.running || stored().split('\n').length > 3)
  assert.equal(await worker.stop(), 0, JSON.stringify(worker.log))
  assert.equal(stored(), '["0"]\n["1"]\n["2"]\n')
})
