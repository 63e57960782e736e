import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import avro from 'avsc'
import { alertType } from '../test/fixtures/alerts/alert-schema.ts'
import { alertGenerator } from '../test/fixtures/alerts/index.ts'

/** Made-up alerts of about 80 KB as one Avro file, such as an archive of a night has: the same each time. */
export async function writeAlerts(path: string, count: number): Promise<void> {
  const alertAt = alertGenerator()
  const encoder = new avro.streams.BlockEncoder(alertType, { codec: 'null' })
  const alerts = function* () {
    for (let index = 0; index < count; index++) yield alertType.fromBuffer(alertAt(index).subarray(framing))
  }
  await pipeline(alerts, encoder, createWriteStream(path))
}

/** What a registry's clients put before each record. */
const framing = 5

const usage = `Usage: npm run alerts -- FILE [--count N]

  Writes N made-up alerts (default: 500) of about 80 KB each into FILE, an Avro object container file.`

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { count: { type: 'string', default: '500' }, help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  })
  const [path, ...others] = positionals
  const isCount = /^[1-9]\d{0,6}$/.test(values.count)
  if (values.help || path === undefined || others.length > 0 || !isCount) {
    console.log(usage)
    process.exitCode = values.help ? 0 : 1
    return
  }
  await writeAlerts(path, Number(values.count))
  console.log(`${path} has ${values.count} ${values.count === '1' ? 'alert' : 'alerts'}`)
}

if (import.meta.main) await main()
