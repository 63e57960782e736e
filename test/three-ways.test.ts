import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { describeFinding } from '../runtime/config/report.ts'
import { resolveConfig } from '../runtime/config/resolve-config.ts'
import { Plugins } from '../runtime/plugin-loader/plugins.ts'
import { scanBuiltIns } from '../runtime/plugin-loader/scan.ts'

const page = readFileSync('docs/three-ways.md', 'utf8')
const connector = readFileSync('configs/pubsub-sink.properties', 'utf8')
/** The lines of each way, as they stand indented on the page. */
const ways = [...page.matchAll(/(?:^ {4}\S.*\n)+/gm)].map(([lines]) => lines)

it('docs/three-ways.md gives the lines of three ways, which are valid in the file that new users copy', async () => {
  assert.equal(ways.length, 3)
  const folder = mkdtempSync(join(tmpdir(), 'psconnect-three-ways-'))
  try {
    for (const lines of ways) {
      const file = join(folder, 'connector.properties')
      writeFileSync(file, `${connector}\n${lines}`)
      const resolution = await resolveConfig({
        workerFile: 'configs/worker.properties',
        connectorFiles: [file],
        env: { KAFKA_USERNAME: 'alerts', KAFKA_PASSWORD: 'secret' },
        plugins: new Plugins(scanBuiltIns()),
      })
      assert.ok(resolution.ok, resolution.ok ? '' : resolution.error.message)
      assert.deepEqual(resolution.notices.map(describeFinding), [])
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})
