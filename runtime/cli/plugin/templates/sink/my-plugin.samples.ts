import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectRecord, type SinkSamples } from 'psconnect/plugin/testing'
import plugin from './my-plugin.ts'

const file = join(mkdtempSync(join(tmpdir(), 'my-plugin-')), 'records')

/** What the contract is checked with. */
const samples: SinkSamples<typeof plugin.config> = {
  config: { file },
  record: number => connectRecord({ value: number }),
  stored: () => (existsSync(file) ? lines().map(line => Number(JSON.parse(line))) : []),
  refused: [connectRecord({ value: new Date(Number.NaN) })],
}
export default samples

const lines = (): string[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => line !== '')
