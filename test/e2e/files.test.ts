import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { writeAlerts } from '../../scripts/alerts.ts'
import { alertSchemaText } from '../fixtures/alerts/alert-schema.ts'
import { ConnectWorker } from './support/connect-worker.ts'

const examples = fileURLToPath(new URL('../../examples', import.meta.url))
const count = 300

/** Alerts in files, and a worker that replays them into others: as in examples/quick-start, with no service beside it. */
async function prepare(context: TestContext, keys: Readonly<Record<string, string | number>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'psconnect-files-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  await writeAlerts(join(folder, 'night-1.avro'), count / 2)
  await writeAlerts(join(folder, 'night-2.avro'), count / 2)
  const out = join(folder, 'out')
  const connector = {
    name: 'replay',
    'source.class': `${examples}/source-avro-files`,
    'source.files': join(folder, 'night-*.avro'),
    'source.rate': 60,
    'value.converter': `${examples}/converter-avro-file`,
    transforms: 'cutouts',
    'transforms.cutouts.type': `${examples}/transform-drop-cutouts`,
    'connector.class': `${examples}/sink-ndjson-files`,
    directory: out,
    'file.max.bytes': 2_000_000,
    ...keys,
  }
  const offsets = join(folder, 'offsets.json')
  const worker = {
    'key.converter': 'bytes',
    'value.converter': 'bytes',
    'offset.storage.file.filename': offsets,
    'offset.flush.interval.ms': 100,
    listeners: 'http://127.0.0.1:0',
  }
  return {
    out,
    start: () =>
      ConnectWorker.start({
        files: [
          ['worker.properties', properties(worker)],
          ['files.properties', properties(connector)],
        ],
      }),
    committed: (): Readonly<Record<string, string>> =>
      JSON.parse(readFileSync(offsets, 'utf8')).connectors.replay ?? {},
    /** Lines that are on disk, of complete files and of the open one. */
    lines: () => linesIn(out),
  }
}

const properties = (keys: Readonly<Record<string, string | number>>): string =>
  Object.entries(keys)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('')

const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder).toSorted()
  } catch {
    return []
  }
}

/** A file that gets its last name while it is looked for is found in the next round. */
function linesIn(folder: string): string[] {
  for (;;)
    try {
      return namesIn(folder).flatMap(name => readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(50)
}

interface Line {
  readonly partition: number
  readonly offset: number
  readonly value: { readonly cutoutScience?: unknown; readonly diaSource: object }
}

const placeOf = ({ partition, offset }: Line): string => `${partition}/${offset}`

const recordIn = (offset: string | undefined): number => Number(offset?.split(':')[1] ?? 0)

describe('alerts from files to files, without any service', { timeout: 120_000 }, () => {
  it('arrive once each, in complete files, and are not read again by the next start', async context => {
    const files = await prepare(context, { 'source.rate': 0 })
    const worker = await files.start()
    await worker.says(/all records of all files have been read/)
    await until(() => recordIn(files.committed()[Object.keys(files.committed())[1] ?? '']) === count / 2)
    assert.equal(await worker.stop(), 0)

    const places = files.lines().map(line => placeOf(JSON.parse(line) as Line))
    assert.equal(new Set(places).size, count)
    assert.equal(places.length, count)
    const names = namesIn(files.out)
    assert.ok(names.length > 1 && names.every(name => name.endsWith('.ndjson')), names.join(' '))

    const again = await files.start()
    await again.says(/all records of all files have been read/)
    assert.equal(await again.stop(), 0)
    assert.equal(files.lines().length, count)
  })

  it('are all there after a SIGKILL, only what was not committed a second time, and no line is torn', async context => {
    const files = await prepare(context)
    const worker = await files.start()
    await until(() => files.lines().length > 100)
    worker.kill('SIGKILL')
    await worker.exited
    const before = files.lines().length
    const committed = Object.values(files.committed()).reduce((sum, offset) => sum + recordIn(offset), 0)
    assert.ok(committed > 0 && committed <= before && before < count, `${committed} of ${before} were committed`)

    const next = await files.start()
    await next.says(/all records of all files have been read/)
    assert.equal(await next.stop(), 0)
    const lines = files.lines().map(line => JSON.parse(line) as Line)
    assert.equal(new Set(lines.map(placeOf)).size, count)
    assert.equal(lines.length, count + before - committed)
    assert.ok(lines.every(({ value }) => value.cutoutScience === undefined && typeof value.diaSource === 'object'))
    assert.ok(namesIn(files.out).every(name => name.endsWith('.ndjson')))
  })

  it('are read as the same by the converter avro, where the id of their schema stands in front', async context => {
    const schemas = mkdtempSync(join(tmpdir(), 'psconnect-schemas-'))
    context.after(() => rmSync(schemas, { recursive: true, force: true }))
    writeFileSync(join(schemas, '1.avsc'), alertSchemaText)
    const form = {
      'source.schema.id': 1,
      'value.converter': 'avro',
      'value.converter.schema.registry.url': `file:${schemas}`,
    }
    const values = []
    for (const keys of [{}, form]) {
      const files = await prepare(context, { 'source.rate': 0, ...keys })
      const worker = await files.start()
      await worker.says(/all records of all files have been read/)
      await until(() => files.lines().length === count)
      assert.equal(await worker.stop(), 0)
      values.push(files.lines().map(line => (JSON.parse(line) as Line).value))
    }
    assert.deepEqual(values[1], values[0])
  })

  it('begin again from where REST says', async context => {
    const files = await prepare(context, { 'source.rate': 0 })
    const worker = await files.start()
    await worker.says(/all records of all files have been read/)
    const path = '/connectors/replay'
    await worker.ask('PUT', `${path}/stop`)
    const { offsets } = (await worker.ask('GET', `${path}/offsets`)) as {
      offsets: readonly { partition: object; offset: object }[]
    }
    assert.deepEqual(
      offsets.map(({ offset }) => offset),
      [{ offset: `0:${count / 2}` }, { offset: `0:${count / 2}` }],
    )
    const [first, second] = offsets
    await worker.ask('PATCH', `${path}/offsets`, {
      offsets: [
        { ...first, offset: { offset: `0:${count / 2 - 10}` } },
        { ...second, offset: null },
      ],
    })
    await assert.rejects(
      worker.ask('PATCH', `${path}/offsets`, { offsets: [{ ...first, offset: { record: 3 } }] }),
      /400/,
    )
    await worker.ask('PUT', `${path}/resume`)
    await until(() => files.lines().length === count + 10 + count / 2)
    await worker.ask('PUT', `${path}/stop`)
    await worker.ask('DELETE', `${path}/offsets`)
    assert.deepEqual(await worker.ask('GET', `${path}/offsets`), { offsets: [] })
    assert.equal(await worker.stop(), 0)
  })
})

it('the demo falls back to files where there is no Java, and says so', { timeout: 120_000 }, async context => {
  const programs = mkdtempSync(join(tmpdir(), 'psconnect-programs-'))
  context.after(() => rmSync(programs, { recursive: true }))
  symlinkSync('/bin/sh', join(programs, 'sh'))
  const demo = spawn(process.execPath, ['-C', 'psconnect-source', 'scripts/demo.ts'], {
    env: { PATH: programs, HOME: '/nonexistent' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  demo.stdout.on('data', (text: Buffer) => {
    said += text.toString()
  })
  const [code] = await once(demo, 'close')
  assert.equal(code, 0, said)
  assert.match(said, /Java is missing.*\nSo 300 alerts go from files to files/)
  assert.match(said, /All arrived, as they were made/)
})
